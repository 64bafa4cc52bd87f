// Invite an agent.
import { html, nothing } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { errorSummary, field, submitButton, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { shown, toast } from '../parts/basics.js';
import { go } from '../console/state.js';
import { agentFields, checkAgent } from './fields.js';
import { Edit, pageHead, sentence } from './shared.js';

class InvitePage extends Page {
  edit = new Edit(this, { name: 'invite', path: '/agents', plain: (it) => it });
  teams = new Load(async () => (await get('/teams')).items);

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('invite'));
    this.edit.open({ name: '', email: '', role: 'agent', teams: {}, skills: [], languages: [], cap: 8 });
    this.teams.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => [
        ...checkAgent(this.edit),
        ...(/^\S+@\S+\.\S+$/.test(this.edit.get('email').trim()) ? [] : [{ field: 'email', text: t('email-needed') }]),
      ],
      send: () =>
        this.edit.create({
          ...this.edit.all,
          name: this.edit.get('name').trim(),
          email: this.edit.get('email').trim(),
        }),
      explain: (error) => {
        this.known = error.status === 409 ? (error.problem.agent ?? null) : null;
        return error.status === 409 ? [{ field: 'email', text: sentence(error, t('agent-already')) }] : null;
      },
      done: (agent) => {
        toast(t(agent.invitation_sent ? 'invited' : 'invited-known', { name: agent.name }));
        go(`/console/agents/${agent.id}`, { replace: true });
      },
    });

  render() {
    const { edit } = this;
    return html`${pageHead({ title: t('invite'), back: ['/console/agents', t('nav-agents')] })}
    ${shown(
      this.teams,
      (teams) =>
        html`<form class="form panel" @submit=${this.submit} novalidate>
          <p class="hint">${t('invite-hint')}</p>
          ${errorSummary(edit.form)}
          ${this.known ? html`<p><a href="/console/agents/${this.known}">${t('see-agent')}</a></p>` : nothing}
          <div class="pair">
            ${field(edit.form, {
              name: 'name',
              label: t('person-name'),
              control: textControl({
                value: edit.get('name'),
                dir: 'auto',
                maxlength: 200,
                autocomplete: 'off',
                onInput: edit.set('name'),
              }),
            })}
            ${field(edit.form, {
              name: 'email',
              label: t('email'),
              control: textControl({
                type: 'email',
                value: edit.get('email'),
                dir: 'ltr',
                autocomplete: 'off',
                onInput: edit.set('email'),
              }),
            })}
          </div>
          ${agentFields(edit, teams)}
          <div class="row">${submitButton(edit.form, t('send-invitation'), t('saving'))}</div>
        </form>`,
    )}`;
  }
}
customElements.define('invite-page', InvitePage);
