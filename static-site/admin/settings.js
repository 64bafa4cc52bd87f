// The settings of the desk.
import { html } from '../vendor/lit.js';
import { get } from '../lib/api.js';
import { t } from '../lib/i18n.js';
import { shown, toast } from '../parts/basics.js';
import { EditPage, choiceField, numberField } from './edit-page.js';
import { pageHead } from './shared.js';

const MAX_S = 60;

class SettingsPage extends EditPage {
  teams = [];

  get startTitle() {
    return t('section-settings');
  }

  options() {
    return {
      name: 'settings',
      path: '/settings',
      of: ({ settings }) => settings,
      plain: ({ default_team: team, undo_send_s: undo }) => ({ default_team: team, undo_send_s: undo }),
      labels: { default_team: t('setting-team'), undo_send_s: t('setting-undo') },
      formats: {
        default_team: (id) => this.teams.find((team) => team.id === id)?.name ?? id,
        undo_send_s: (n) => t('seconds', { n }),
      },
    };
  }

  async fetch() {
    const [settings, teams] = await Promise.all([get('/settings'), get('/teams')]);
    this.teams = teams.items;
    return this.take(settings);
  }

  check() {
    const seconds = this.edit.get('undo_send_s');
    return Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_S
      ? []
      : [{ field: 'undo_send_s', text: t('setting-undo-wrong', { most: MAX_S }) }];
  }

  done(settings) {
    if (!settings) return;
    this.showVersion(settings);
    toast(t('settings-saved'));
  }

  #fields() {
    return html`${choiceField(this.edit, 'default_team', {
      label: t('setting-team'),
      hint: t('setting-team-hint'),
      options: this.teams.map(({ id, name }) => [id, name]),
    })}
    ${numberField(this.edit, 'undo_send_s', {
      label: t('setting-undo'),
      hint: t('setting-undo-hint', { most: MAX_S }),
    })}`;
  }

  render() {
    return html`${pageHead({ title: t('section-settings'), under: html`<p class="hint">${t('settings-about')}</p>` })}
    ${shown(this.load, () => this.formAround(this.#fields()))}`;
  }
}
customElements.define('settings-page', SettingsPage);
