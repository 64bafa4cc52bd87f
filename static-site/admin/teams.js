// The teams: add, rename, choose who sees their tickets, remove one that is no longer needed.
import { html, nothing, repeat } from '../vendor/lit.js';
import { Load, get } from '../lib/api.js';
import { field, textControl } from '../parts/form.js';
import { list, t } from '../lib/i18n.js';
import { Page, setTitle } from '../lib/page.js';
import { icon, shown, toast } from '../parts/basics.js';
import { refreshCounts } from '../console/state.js';
import { Edit } from './edit.js';
import { conflictsOf } from './edit-page.js';
import { ask, askToDelete, check, pageHead, sentence } from './shared.js';

/** What a team is needed for, as items of a list. */
function reasonsToKeep(team, categories) {
  const led = categories.filter((category) => category.team === team.id).map(({ name }) => name);
  return [
    ...(team.default
      ? [html`<li>${t('team-is-default')} <a href="/console/admin/settings">${t('section-settings')}</a></li>`]
      : []),
    ...(led.length
      ? [
          html`<li>
            ${t('team-is-led', { n: led.length, names: list(led) })}
            <a href="/console/admin/categories">${t('section-categories')}</a>
          </li>`,
        ]
      : []),
  ];
}

/** Say what a team is needed for. */
const cannotRemove = (team, reasons) =>
  ask({
    title: t('team-needed', { name: team.name }),
    text: html`<ul
      class="consequences"
      @click=${(event) => event.target.closest('a') && event.target.closest('dialog').close('')}>
      ${reasons}
    </ul>`,
    button: t('understood'),
    noCancel: true,
    send: async () => null,
  });

/** A name that is taken, else what the form says of every error. */
const explain = (edit) => (error) =>
  error.errors.length
    ? [{ field: 'team-name', text: sentence({ problem: { detail: error.errors[0].detail } }, t('team-name-taken')) }]
    : edit.explain(error);

class TeamsPage extends Page {
  categories = [];
  teams = new Load(async () => {
    const [teams, categories] = await Promise.all([get('/teams'), get('/ticket-categories')]);
    this.categories = categories.items;
    return teams;
  });

  connectedCallback() {
    super.connectedCallback();
    setTitle(t('section-teams'));
    this.teams.run();
  }

  async #again(message) {
    await this.teams.run();
    toast(message);
    refreshCounts().catch(() => {});
  }

  /** team: null for a new one. */
  async #edit(team) {
    const edit = new Edit(this, {
      name: team ? `team-${team.id}` : 'new-team',
      path: team ? `/teams/${team.id}` : '/teams',
      of: (problem) => problem.team,
      plain: ({ name, open }) => ({ name, open }),
      labels: { name: t('team-name'), open: t('team-open') },
      formats: { open: (open) => t(open ? 'yes' : 'no') },
    });
    edit.open(team ?? { name: '', open: true }, this.teams.value.value.version);
    await ask({
      title: team ? t('team-change', { name: team.name }) : t('team-add'),
      button: team ? t('save') : t('team-add'),
      check: () => (edit.get('name').trim() ? [] : [{ field: 'team-name', text: t('name-needed') }]),
      send: () => (team ? edit.save() : edit.create(edit.all)),
      explain: explain(edit),
      body: (form) => {
        edit.host = form.host;
        return html`${conflictsOf(edit, () => form.host.submit())}${field(form, {
            name: 'team-name',
            label: t('team-name'),
            control: textControl({
              value: edit.get('name'),
              dir: 'auto',
              maxlength: 200,
              autocomplete: 'off',
              onInput: edit.set('name'),
            }),
          })}
          ${check(t('team-open'), edit.get('open'), edit.set('open'))}
          <p class="hint">${t('team-open-hint')}</p>`;
      },
    }).then(async (done) => {
      if (done) await this.#again(t(team ? 'team-changed' : 'team-added'));
    });
    edit.close();
  }

  #remove(team) {
    const reasons = reasonsToKeep(team, this.categories);
    if (reasons.length) return cannotRemove(team, reasons);
    return askToDelete({
      title: t('team-remove-title', { name: team.name }),
      text: t('team-remove-text'),
      path: `/teams/${team.id}`,
      version: () => this.teams.value.value.version,
      changed: this.teams.run,
      inUse: t('team-has-tickets'),
      done: async () => {
        await this.#again(t('team-removed', { name: team.name }));
        this.querySelector('h1').focus();
      },
    });
  }

  #row(team) {
    return html`<li class="thing-row">
      <span class="thing-name"
        ><bdi class="strong">${team.name}</bdi>
        <span class="muted small">${team.open ? t('team-is-open') : t('team-is-closed')}</span></span
      >
      ${team.default ? html`<span class="chip">${t('team-default')}</span>` : nothing}
      <span class="row"
        ><button type="button" class="quiet" aria-label="${t('change')}: ${team.name}" @click=${() => this.#edit(team)}>
          ${icon('pencil', 'small')}${t('change')}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="${t('remove')}: ${team.name}"
          @click=${() => this.#remove(team)}>
          ${icon('trash-2', 'small')}${t('remove')}
        </button></span
      >
    </li>`;
  }

  render() {
    return html`${pageHead({
      title: t('section-teams'),
      under: html`<p class="hint">${t('teams-about')}</p>`,
      actions: this.teams.value.value
        ? html`<button type="button" class="primary" @click=${() => this.#edit(null)}>
            ${icon('plus', 'small')}${t('team-add')}
          </button>`
        : nothing,
    })}
    ${shown(
      this.teams,
      ({ items }) =>
        html`<ul class="rows">
          ${repeat(
            items,
            ({ id }) => id,
            (team) => this.#row(team),
          )}
        </ul>`,
    )}`;
  }
}
customElements.define('teams-page', TeamsPage);
