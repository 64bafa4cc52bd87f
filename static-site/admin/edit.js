// A change of one thing: what differs from the saved version is a draft; no save overwrites another change silently.
import { signal } from '../vendor/lit.js';
import { api, keyFor, sent } from '../lib/api.js';
import { draft } from '../lib/drafts.js';
import { t } from '../lib/i18n.js';
import { Form } from '../parts/form.js';
import { sentence } from './shared.js';

const valueText = (value) => (value === '' || value === null || value === undefined ? '–' : String(value));
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * A form that creates or changes one thing. What differs from the saved version is a draft from the first keystroke
 * on; after a conflict, both versions stay until the user chooses one. name: of the draft · path,
 * method, of(problem): where it is changed, and what a refusal shows of it as it is now · plain(thing): its
 * fields · labels: { field: text }, formats: { field: (value) => text }, for showing two versions.
 */
export class Edit {
  conflicts = signal(null);
  gone = signal(false);

  constructor(host, { name, path, method = 'PATCH', of, plain = (thing) => thing, labels = {}, formats = {} }) {
    Object.assign(this, { host, name, path, method, of, plain, labels, formats });
    this.form = new Form(host);
    this.draft = draft(name);
    this.base = {};
  }

  /** What the desk has now, or what a new one begins with. */
  open(thing, version) {
    this.base = this.plain(thing);
    this.version = version;
    this.conflicts.value = null;
    return thing;
  }

  get(field) {
    const saved = this.draft.values.value[field];
    return saved ? saved.v : this.base[field];
  }

  set = (field) => (value) => {
    this.draft.set(field, same(value, this.base[field]) ? null : { v: value });
    this.host.requestUpdate();
  };

  /** { field: value } of what is different. */
  get changed() {
    return Object.fromEntries(
      Object.keys(this.base)
        .filter((field) => !same(this.get(field), this.base[field]))
        .map((field) => [field, this.get(field)]),
    );
  }

  get all() {
    return Object.fromEntries(Object.keys(this.base).map((field) => [field, this.get(field)]));
  }

  get dirty() {
    return Object.keys(this.changed).length > 0;
  }

  close() {
    this.draft.close();
  }

  forget() {
    this.draft.clear();
    this.host.requestUpdate();
  }

  /** Throw away what was changed here: the form shows the saved version, without errors and conflicts. */
  discard() {
    this.conflicts.value = null;
    this.form.show([]);
    this.forget();
  }

  /**
   * Send what is different. body(fields): as the desk takes it. Answers the desk's answer, null where nothing
   * differs.
   */
  async save(body = (fields) => fields) {
    if (!this.dirty) return null;
    this.draft.save();
    try {
      const answer = await api(this.path, { method: this.method, body: body(this.changed), version: this.version });
      this.draft.clear();
      return answer;
    } catch (error) {
      if (error.status !== 412) throw error;
      return this.#conflict(error, body);
    }
  }

  /** Retry if the other change did not touch these fields, else record the conflict. */
  async #conflict(error, body) {
    const now = this.of(error.problem);
    this.version = now?.version ?? error.problem.version;
    this.gone.value = !now;
    if (now && same(this.plain(now), this.base)) return this.save(body);
    if (now) {
      const before = this.base;
      this.base = this.plain(now);
      this.conflicts.value = Object.keys(this.base).filter((field) => !same(before[field], this.base[field]));
    }
    throw error;
  }

  /** Send all of it as something new; sending twice makes one. */
  async create(body) {
    this.draft.save();
    const answer = await api(this.path, { method: 'POST', body, key: keyFor(this.name, body) });
    sent(this.name);
    this.draft.clear();
    return answer;
  }

  /** For form.submit(): a change that came too late is shown by conflictsOf(), everything else as usual. */
  explain = (error) => {
    if (error.status === 412) return [{ field: '', text: t(this.gone.value ? 'gone-meanwhile' : 'conflict-summary') }];
    return error.status === 409 ? [{ field: '', text: sentence(error) }] : null;
  };

  /** A value of a field as text. */
  format(field, value) {
    return this.formats[field]?.(value) ?? valueText(value);
  }
}
