// The settings of the desk.
import { html } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { errorSummary, field, selectControl, textControl } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { shown, toast } from '../parts/basics.js';
import { Edit, pageHead } from './shared.js';

const MAX_S = 60;

class SettingsPage extends Page {
  teams = [];
  edit = new Edit(this, {
    name: 'settings',
    path: '/settings',
    of: ({ settings }) => settings,
    plain: ({ default_team: team, undo_send_s: undo }) => ({ default_team: team, undo_send_s: undo }),
    labels: { default_team: t('setting-team'), undo_send_s: t('setting-undo') },
    formats: {
      default_team: (id) => this.teams.find((team) => team.id === id)?.name ?? id,
      undo_send_s: (n) => t('seconds', { n }),
    },
  });

  settings = new Load(async () => {
    const [settings, teams] = await Promise.all([get('/settings'), get('/teams')]);
    this.teams = teams.items;
    return this.edit.open(settings, settings.version);
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-settings'));
    this.settings.run();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.edit.close();
  }

  submit = (event) =>
    this.edit.form.submit(event, {
      check: () => {
        const seconds = this.edit.get('undo_send_s');
        return Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_S
          ? []
          : [{ field: 'undo_send_s', text: t('setting-undo-wrong', { most: MAX_S }) }];
      },
      send: () => this.edit.save(),
      explain: this.edit.explain,
      done: (settings) => {
        if (settings) {
          this.settings.value.value = this.edit.open(settings, settings.version);
          toast(t('settings-saved'));
        }
      },
    });

  render() {
    const { edit } = this;
    return html`${pageHead({ title: t('section-settings'), under: html`<p class="hint">${t('settings-about')}</p>` })}
    ${shown(
      this.settings,
      () =>
        html`<form class="form panel" @submit=${this.submit} novalidate>
          ${errorSummary(edit.form)}${edit.showConflicts(() => this.submit())}
          ${field(edit.form, {
            name: 'default_team',
            label: t('setting-team'),
            hint: t('setting-team-hint'),
            control: selectControl({
              value: edit.get('default_team'),
              options: this.teams.map(({ id, name }) => [id, name]),
              onInput: edit.set('default_team'),
            }),
          })}
          ${field(edit.form, {
            name: 'undo_send_s',
            label: t('setting-undo'),
            hint: t('setting-undo-hint', { most: MAX_S }),
            control: textControl({
              type: 'number',
              inputmode: 'numeric',
              class: 'short',
              value: String(edit.get('undo_send_s')),
              onInput: (value) => edit.set('undo_send_s')(value === '' ? '' : Number(value)),
            }),
          })}
          ${edit.end()}
        </form>`,
    )}`;
  }
}
customElements.define('settings-page', SettingsPage);
