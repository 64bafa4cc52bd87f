// One dialog for filters: to narrow a list now, or to save what it shows as a view, private or shared.
import { html, nothing } from '../../vendor/lit.js';
import { api, keyFor, patch, post, sent } from '../../lib/api.js';
import { field, selectControl, textControl } from '../../parts/form.js';
import { t } from '../../lib/i18n.js';
import { isLead, person } from '../../lib/session.js';
import { icon, priorityText, problemText, statusText, toast } from '../../parts/basics.js';
import { categories, go, refreshCounts, refreshViews, route, savedViews, teams } from '../state.js';
import { ask } from '../dialogs.js';
import { SORTS, SORT_TEXTS, asked, hasTabs } from '../queue.js';
import { colleagues } from '../writing.js';
import { addressWith, memberText, shownBy, valueText } from './naming.js';

const STATUSES = ['new', 'open', 'pending', 'on_hold', 'solved'];
const PRIORITIES = ['urgent', 'high', 'normal', 'low'];
const SCOPE = 'new-view';
const SINGLE = ['assignee', 'requester', 'place', 'followed'];

const asList = (text) => [
  ...new Set(
    text
      .split(/[,،\n]/)
      .map((each) => each.trim())
      .filter(Boolean),
  ),
];
const filterOf = (view) =>
  Object.fromEntries(
    Object.entries(view.filter)
      .map(([member, value]) => [member, value === null ? [] : [value].flat()])
      .filter(([, values]) => values.length),
  );
const forDesk = (filter) =>
  Object.fromEntries(
    Object.entries(filter)
      .filter(([, values]) => values.length)
      .map(([member, values]) => [member, SINGLE.includes(member) ? values[0] : values]),
  );

/** Check boxes for the values of one member. */
function many(form, state, member, options) {
  const chosen = new Set(state.filter[member]);
  const all = [
    ...options,
    ...[...chosen]
      .filter((value) => !options.some(([id]) => id === value))
      .map((value) => [value, valueText(member, value)]),
  ];
  if (!all.length || state.fixed.includes(member)) return nothing;
  const turn = (value, on) => {
    if (on) chosen.add(value);
    else chosen.delete(value);
    state.filter[member] = [...chosen];
  };
  return html`<fieldset class="field">
    <legend>${memberText(member)}</legend>
    <div class="options">
      ${all.map(
        ([value, text]) =>
          html`<label class="check"
            ><input
              type="checkbox"
              name=${member}
              value=${value}
              .checked=${chosen.has(value)}
              @change=${(event) => turn(value, event.target.checked)} /><bdi>${text}</bdi></label
          >`,
      )}
    </div>
  </fieldset>`;
}

function one(form, state, member, options) {
  if (state.fixed.includes(member)) return nothing;
  const value = state.filter[member]?.[0] ?? '';
  const all =
    value && !options.some(([id]) => id === value) ? [...options, [value, valueText(member, value)]] : options;
  return field(form, {
    name: `filter-${member}`,
    label: memberText(member),
    control: selectControl({
      value,
      options: all,
      onInput: (chosen) => {
        state.filter[member] = chosen ? [chosen] : [];
      },
    }),
  });
}

function typed(form, state, member, hint) {
  state.typed[member] ??= (state.filter[member] ?? []).join(', ');
  return field(form, {
    name: `filter-${member}`,
    label: memberText(member),
    hint,
    control: textControl({
      value: state.typed[member],
      onInput: (text) => {
        state.typed[member] = text;
        state.filter[member] = asList(text);
      },
    }),
  });
}

function filterFields(form, state) {
  const agents = state.agents.filter(({ id }) => id !== person.value.id).map(({ id, name }) => [id, name]);
  return html`${many(
      form,
      state,
      'status',
      STATUSES.map((id) => [id, statusText(id)]),
    )}
    ${many(
      form,
      state,
      'priority',
      PRIORITIES.map((id) => [id, priorityText(id)]),
    )}
    ${many(form, state, 'team', teams.value)}
    ${many(
      form,
      state,
      'category',
      categories.value.map(({ id, name }) => [id, name]),
    )}
    ${one(form, state, 'assignee', [['', t('filter-any')], ['me', t('me')], ['none', t('unassigned')], ...agents])}
    ${one(form, state, 'place', [
      ['', t('filter-in-queues')],
      ['snoozed', t('view-snoozed')],
      ['spam', t('view-spam')],
    ])}
    ${typed(form, state, 'tag', t('filter-commas'))}
    <details
      class="more-filters"
      ?open=${['language', 'channel', 'followed'].some((member) => state.filter[member]?.length)}>
      <summary>${t('filter-more')}${icon('chevron-down', 'small')}</summary>
      <div class="form">
        ${typed(form, state, 'language', t('filter-language-hint'))} ${many(form, state, 'channel', [])}
        ${
          state.fixed.includes('followed')
            ? nothing
            : html`<label class="check"
                ><input
                  type="checkbox"
                  .checked=${Boolean(state.filter.followed?.length)}
                  @change=${(event) => {
                    state.filter.followed = event.target.checked ? ['me'] : [];
                  }} />${t('filter-followed-me')}</label
              >`
        }
      </div>
    </details>`;
}

const sortFields = (form, state) =>
  html`<div class="two">
    ${field(form, {
      name: 'view-sort',
      label: t('sort'),
      control: selectControl({
        value: state.sort || 'updated',
        options: Object.keys(SORTS).map((id) => [id, t(SORT_TEXTS[id])]),
        onInput: (value) => {
          state.sort = value;
          state.order = '';
          form.host.requestUpdate();
        },
      }),
    })}
    <label class="check"
      ><input
        type="checkbox"
        .checked=${Boolean(state.order) && state.order !== SORTS[state.sort || 'updated']}
        @change=${(event) => {
          const usual = SORTS[state.sort || 'updated'];
          state.order = event.target.checked ? { asc: 'desc', desc: 'asc' }[usual] : '';
        }} />${t('sort-turned')}</label
    >
  </div>`;

function shareFields(form, state) {
  if (!isLead()) return nothing;
  const value = state.shared ? (state.team ?? 'all') : '';
  const options = [
    ['', t('share-private')],
    ['all', t('share-all')],
    ...teams.value.map(([id, name]) => [id, t('share-team', { team: name })]),
  ];
  return field(form, {
    name: 'team',
    label: t('share'),
    control: selectControl({
      value,
      options,
      onInput: (chosen) => {
        state.shared = Boolean(chosen);
        state.team = chosen && chosen !== 'all' ? chosen : null;
      },
    }),
  });
}

const state = async (from) => ({
  filter: {},
  sort: '',
  order: '',
  fixed: [],
  typed: {},
  agents: await colleagues().catch(() => []),
  ...from,
});

/** Narrow the list at this address; the place it is in stays. */
export async function filterList(address) {
  const { view } = asked(address);
  const here = await state(shownBy(address));
  const base = view.startsWith('views/') ? 'all' : view;
  if (!hasTabs(base)) here.fixed = [...here.fixed, 'status'];
  await ask({
    title: t('filter-title'),
    button: t('filter-show'),
    send: async () => {
      go(addressWith(base, here));
    },
    body: (form) => filterFields(form, here),
  });
}

/** Errors of the desk at the fields they are about. */
const explained = (error) =>
  error.errors?.map(({ pointer, detail }) => {
    const [first, member] = pointer.replace(/^[#/]+/, '').split('/');
    return {
      field:
        first === 'filter'
          ? ['tag', 'language', 'assignee', 'place'].includes(member)
            ? `filter-${member}`
            : ''
          : first === 'name'
            ? 'view-name'
            : first,
      text: detail,
    };
  });

function bodyOf(here) {
  return {
    name: here.name.trim(),
    filter: forDesk(here.filter),
    sort: here.sort || null,
    order: here.order || null,
    shared: here.shared ?? false,
    ...(here.shared ? { team: here.team ?? null } : {}),
  };
}

function viewFields(form, here) {
  return html`${field(form, {
      name: 'view-name',
      label: t('view-name'),
      control: textControl({
        value: here.name,
        maxlength: 100,
        autocomplete: 'off',
        onInput: (value) => {
          here.name = value;
        },
      }),
    })}
    ${shareFields(form, here)}${sortFields(form, here)}
    <h3>${t('view-filter')}</h3>
    ${filterFields(form, here)}`;
}

const nameNeeded = (here) => (here.name.trim() ? [] : [{ field: 'view-name', text: t('view-name-needed') }]);

async function arrived(view, message) {
  toast(message);
  await refreshViews();
  refreshCounts().catch(() => {});
  go(`/console/views/${view.id}`);
}

/** Save what the list at this address shows. */
export async function newView(address) {
  const here = await state({ ...shownBy(address), name: '', fixed: [] });
  let made = null;
  const done = await ask({
    title: t('view-new'),
    button: t('view-submit'),
    check: () => nameNeeded(here),
    explain: (error) => explainedOrNull(error),
    send: async () => {
      const body = bodyOf(here);
      made = await post('/views', body, { key: keyFor(SCOPE, body) });
      sent(SCOPE);
    },
    body: (form) => viewFields(form, here),
  });
  if (done) await arrived(made, t('view-saved', { name: made.name }));
}

const explainedOrNull = (error) =>
  error.status === 422 && error.errors.length
    ? explained(error)
    : error.status === 409
      ? [{ field: '', text: t('view-too-many') }]
      : null;

/** Change a view; a colleague's change in the meantime is shown, and overwritten only by saving again. */
export async function editView(saved, changes = {}) {
  const here = await state({
    filter: filterOf(saved),
    sort: saved.sort ?? '',
    order: saved.order ?? '',
    name: saved.name,
    shared: saved.shared,
    team: saved.team,
    ...changes,
  });
  let { version } = saved;
  let made = null;
  const done = await ask({
    title: t('view-edit-title', { name: saved.name }),
    button: t('view-submit'),
    check: () => nameNeeded(here),
    send: async () => {
      try {
        made = await patch(`/views/${saved.id}`, bodyOf(here), version);
      } catch (error) {
        if (error.status === 412) {
          await refreshViews();
          version = savedViews.value?.find(({ id }) => id === saved.id)?.version ?? version;
        }
        throw error;
      }
    },
    explain: (error) =>
      error.status === 412
        ? [{ field: '', text: t('view-changed-meanwhile') }]
        : error.status === 404
          ? [{ field: '', text: t('view-gone-text') }]
          : explainedOrNull(error),
    body: (form) => viewFields(form, here),
  });
  if (done) await arrived(made, t('view-saved', { name: made.name }));
}

/** Put what the list shows now into its view. */
export async function saveView(saved, address) {
  const { filter, sort, order } = shownBy(address);
  try {
    const made = await patch(
      `/views/${saved.id}`,
      { filter: forDesk(filter), sort: sort || null, order: order || null },
      saved.version,
    );
    await arrived(made, t('view-saved', { name: made.name }));
  } catch (error) {
    if (error.status !== 412) {
      toast(problemText(error));
      return;
    }
    await refreshViews();
    toast(t('view-changed-meanwhile'));
    const now = savedViews.value?.find(({ id }) => id === saved.id);
    if (now) await editView(now, { filter, sort, order });
  }
}

/** Remove a view; for a while it can be taken back. */
export async function removeView(saved) {
  try {
    await api(`/views/${saved.id}`, { method: 'DELETE' });
  } catch (error) {
    if (error.status !== 404) {
      toast(problemText(error));
      return;
    }
  }
  if (route.value.view === `views/${saved.id}`) go('/console/all');
  await refreshViews();
  toast(t('view-removed', { name: saved.name }), { label: t('undo'), run: () => putBack(saved) });
}

async function putBack(saved) {
  const { name, sort, order, shared, team, position } = saved;
  const body = { name, filter: forDesk(filterOf(saved)), sort, order, shared, position, ...(shared ? { team } : {}) };
  try {
    await arrived(
      await post('/views', body, { key: keyFor(`view-back-${saved.id}`, body) }),
      t('view-saved', { name }),
    );
    sent(`view-back-${saved.id}`);
  } catch (error) {
    toast(problemText(error));
  }
}
