// Raise an issue. What is typed is a draft from the first letter; sending it twice makes one ticket.
import { html, live, nothing } from '../vendor/lit.js';
import { Load, get, keyFor, post, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { Form, errorSummary, field, selectControl, submitButton } from '../lib/form.js';
import { lang, t } from '../lib/i18n.js';
import { Page, setTitle, takeDeskName } from '../lib/page.js';
import { requireSession } from '../lib/session.js';
import { callout, priorityText, shown } from '../parts/basics.js';
import '../parts/app-header.js';

const PRIORITIES = ['low', 'normal', 'high', 'urgent'];
const SCOPE = 'new-ticket';

class NewTicket extends Page {
  form = new Form(this);
  config = new Load(async () => {
    if (!(await requireSession())) return null;
    const config = await get('/config', { open: true });
    takeDeskName(config.desk);
    this.draft ??= draft('new');
    return config;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-new'));
    this.config.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.draft?.close();
  }

  #body() {
    const [category, priority] = ['category', 'priority'].map((name) => this.draft.get(name));
    return {
      subject: this.draft.get('subject').trim(),
      body: this.draft.get('body').trim(),
      language: lang,
      ...(category ? { category } : {}),
      ...(priority ? { priority } : {}),
    };
  }

  submit = (event) => this.form.submit(event, {
    check: () => {
      const { subject, body } = this.#body();
      return [...(subject ? [] : [{ field: 'subject', text: t('subject-missing') }]), ...(body ? [] : [{ field: 'body', text: t('body-missing') }])];
    },
    send: () => {
      this.draft.save();
      const body = this.#body();
      return post('/tickets', body, { key: keyFor(SCOPE, body) });
    },
    done: (ticket) => {
      sent(SCOPE);
      this.draft.clear();
      location.assign(`/ticket.html?id=${encodeURIComponent(ticket.id)}&raised=1`);
    },
  });

  keydown = (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event); };

  set = (name) => (value) => this.draft.set(name, value);

  #elsewhere() {
    if (!this.draft.theirs.value) return nothing;
    return callout('warn', html`<p>${t('draft-elsewhere')}</p><p class="row"><button type="button" @click=${() => this.draft.takeTheirs()}>${t('draft-take')}</button>
      <button type="button" class="quiet" @click=${() => this.draft.keepMine()}>${t('draft-keep')}</button></p>`);
  }

  render() { return html`<h1>${t('nav-new')}</h1>${shown(this.config, (config) => this.#form(config))}`; }

  #form(config) {
    const kept = (name) => this.draft.get(name);
    const categories = [['', t('category-none')], ...config.categories.map(({ id, name }) => [id, name])];
    return html`<form class="form" @submit=${this.submit} @keydown=${this.keydown} novalidate>
      <p class="muted">${t('new-text')}</p>
      ${errorSummary(this.form)}${this.#elsewhere()}
      ${field(this.form, { name: 'subject', label: t('subject'), hint: t('subject-hint'), control: ({ id, described, invalid }) => html`<input id=${id} name=${id} dir="auto" maxlength="200" autocomplete="off"
        .value=${live(kept('subject'))} aria-describedby=${described} aria-invalid=${invalid} @input=${(e) => this.draft.set('subject', e.target.value)}>` })}
      <div class="pair">
        ${categories.length > 1 ? field(this.form, { name: 'category', label: t('category'), optional: true, control: selectControl({ value: kept('category'), options: categories, onInput: this.set('category') }) }) : nothing}
        ${field(this.form, { name: 'priority', label: t('priority'), control: selectControl({ value: kept('priority') || 'normal', options: PRIORITIES.map((p) => [p, priorityText(p)]), onInput: this.set('priority') }) })}
      </div>
      ${field(this.form, { name: 'body', label: t('body'), hint: t('body-hint'), control: ({ id, described, invalid }) => html`<textarea id=${id} name=${id} dir="auto" rows="8"
        .value=${live(kept('body'))} aria-describedby=${described} aria-invalid=${invalid} @input=${(e) => this.draft.set('body', e.target.value)}></textarea>` })}
      <div class="row">${submitButton(this.form, t('new-send'), t('sending'))}<span class="hint">${t('draft-kept')}</span></div>
    </form>`;
  }
}
customElements.define('new-ticket', NewTicket);
