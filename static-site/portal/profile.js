// The profile: name, language, time zone, which mails to get; and what is only for this device.
import { html, signal } from '../vendor/lit.js';
import { Load, get, patch } from '../lib/api.js';
import { Form, errorSummary, field, selectControl, submitButton, textControl } from '../parts/form.js';
import { LANGUAGES, addTexts, t } from '../lib/i18n.js';
import { keysAreOff, switchKeys } from '../lib/keys.js';
import { Page, setTitle, showDialog } from '../lib/page.js';
import { logout, requireSession, takeProfile } from '../lib/session.js';
import { shown, toast } from '../parts/basics.js';
import { themeChoice } from '../parts/app-header.js';
import { zoneOptions } from './zones.js';

await addTexts('profile');

const NOTICE_TEXTS = {
  received: 'notice-received',
  replied: 'notice-replied',
  status_changed: 'notice-status-changed',
  reminder: 'notice-reminder',
  closed: 'notice-closed',
  reopened: 'notice-reopened',
  merged: 'notice-merged',
  rating: 'notice-rating',
};
const AGENT_NOTICE_TEXTS = {
  assigned: 'notice-assigned',
  customer_replied: 'notice-customer-replied',
  mentioned: 'notice-mentioned',
  followed: 'notice-followed',
  undelivered: 'notice-undelivered',
};
/** Mails are written in these, too. */
const MAILS_ALSO = { de: 'Deutsch', es: 'Español', fr: 'Français', hi: 'हिन्दी', ta: 'தமிழ்' };
const languages = (own) => Object.entries({ [own]: own, ...LANGUAGES, ...MAILS_ALSO });
const isAgent = (me) => me.role !== 'customer';

const noticesOf = (me) => ({ ...NOTICE_TEXTS, ...(isAgent(me) ? AGENT_NOTICE_TEXTS : {}) });

/** A box for each kind of mail. chosen: { kind: whether it is sent } · notify(kind, on). */
const checks = (texts, chosen, notify) =>
  Object.entries(texts).map(
    ([kind, text]) =>
      html`<label class="check"
        ><input type="checkbox" .checked=${chosen[kind]} @change=${(e) => notify(kind, e.target.checked)} />${t(
          text,
        )}</label
      >`,
  );

/** Some of them under a heading of their own. */
const group = (id, title, boxes) =>
  html`<div role="group" aria-labelledby=${id}>
    <p class="group-name" id=${id}>${title}</p>
    ${boxes}
  </div>`;

/** Which mails to get; agents have those of their work apart from those of their own tickets. */
function notices(me, chosen, notify) {
  const own = checks(NOTICE_TEXTS, chosen, notify);
  return html`<fieldset class="field" id="notifications" tabindex="-1">
    <legend>${t('notices')}</legend>
    <p class="hint">${t('notices-hint')}</p>
    ${
      isAgent(me)
        ? html`${group('notices-work', t('notices-work'), checks(AGENT_NOTICE_TEXTS, chosen, notify))}${group(
            'notices-own',
            t('notices-own'),
            own,
          )}`
        : own
    }
  </fieldset>`;
}

/** What is only for this device. */
const device = () =>
  html`<section class="panel stack" aria-labelledby="device">
    <h2 id="device">${t('this-device')}</h2>
    <div class="field"><span class="field-label">${t('appearance')}</span>${themeChoice()}</div>
    <label class="check"
      ><input type="checkbox" .checked=${!keysAreOff()} @change=${(e) => switchKeys(e.target.checked)} />${t(
        'shortcuts',
      )}</label
    >
    <p class="hint">${t('shortcuts-hint')}</p>
  </section>`;

/** Log out on every device, after a question. */
const devices = (logOut) =>
  html`<section class="panel stack" aria-labelledby="devices">
      <h2 id="devices">${t('everywhere-title')}</h2>
      <p>${t('everywhere-text')}</p>
      <button type="button" class="danger" @click=${logOut}>${t('everywhere')}</button>
    </section>
    <dialog aria-labelledby="sure">
      <form method="dialog" class="stack">
        <h2 id="sure">${t('everywhere-sure')}</h2>
        <p>${t('everywhere-text')}</p>
        <p class="row">
          <button class="primary" value="yes">${t('everywhere')}</button><button value="">${t('cancel')}</button>
        </p>
      </form>
    </dialog>`;

class ProfilePage extends Page {
  form = new Form(this);
  values = signal(null);
  me = new Load(async () => {
    if (!(await requireSession())) return null;
    const me = await get('/me');
    takeProfile(me);
    this.#edit(me);
    return me;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('nav-profile'));
    this.me.run();
  }

  #edit(me) {
    const notifications = Object.fromEntries(
      Object.keys(noticesOf(me)).map((kind) => [kind, me.notifications?.[kind] ?? true]),
    );
    this.version = me.version;
    this.values.value = { name: me.name, language: me.language, time_zone: me.time_zone, notifications };
  }

  set = (name) => (value) => {
    this.values.value = { ...this.values.value, [name]: value };
  };

  notify = (kind, on) => this.set('notifications')({ ...this.values.value.notifications, [kind]: on });

  submit = (event) =>
    this.form.submit(event, {
      check: () => (this.values.value.name.trim() ? [] : [{ field: 'name', text: t('name-missing') }]),
      send: () => patch('/me', { ...this.values.value, name: this.values.value.name.trim() }, this.version),
      explain: (error) => (error.status === 412 ? this.#changedElsewhere() : null),
      done: (me) => {
        this.me.value.value = me;
        this.#edit(me);
        if (takeProfile(me)) location.reload();
        else toast(t('profile-saved'));
      },
    });

  /** What was chosen here stays; saving once more puts it over what was saved elsewhere. */
  #changedElsewhere() {
    get('/me').then(
      (me) => {
        this.version = me.version;
      },
      () => {},
    );
    return [{ field: '', text: t('profile-changed') }];
  }

  everywhere = async () => {
    const dialog = this.querySelector('dialog');
    if ((await showDialog(dialog)) !== 'yes') return;
    if (!(await logout({ everywhere: true, to: '/login.html?out=1' }))) toast(t('logout-failed'));
  };

  render() {
    return html`<h1>${t('nav-profile')}</h1>
      ${shown(this.me, (me) => this.#page(me))}`;
  }

  #page(me) {
    const values = this.values.value;
    return html`<form class="form panel" @submit=${this.submit} novalidate>
        ${errorSummary(this.form)}
        ${field(this.form, {
          name: 'name',
          label: t('name'),
          control: textControl({ value: values.name, autocomplete: 'name', dir: 'auto', onInput: this.set('name') }),
        })}
        <p class="field"><span class="field-label">${t('email')}</span> <bdi>${me.email}</bdi></p>
        <div class="pair">
          ${field(this.form, {
            name: 'language',
            label: t('language'),
            hint: t('language-hint'),
            control: selectControl({
              value: values.language.split('-')[0],
              options: languages(values.language.split('-')[0]),
              onInput: this.set('language'),
            }),
          })}
          ${field(this.form, {
            name: 'time_zone',
            label: t('time-zone'),
            hint: t('time-zone-hint'),
            control: selectControl({
              value: values.time_zone,
              options: zoneOptions(values.time_zone),
              onInput: this.set('time_zone'),
            }),
          })}
        </div>
        ${notices(me, values.notifications, this.notify)}
        <div>${submitButton(this.form, t('save'), t('saving'))}</div>
      </form>
      ${device()} ${devices(this.everywhere)}`;
  }
}
customElements.define('profile-page', ProfilePage);
