// The rating form: five stars, which are radio buttons, and an optional comment. Then a thank-you.
import { html, live, nothing, signal } from '../vendor/lit.js';
import { Form, errorSummary, field, submitButton } from '../parts/form.js';
import { t } from '../lib/i18n.js';
import { Page } from '../lib/page.js';
import { callout, icon } from '../parts/basics.js';

const SCORE_TEXTS = { 1: 'rate-one', 2: 'rate-two', 3: 'rate-three', 4: 'rate-four', 5: 'rate-five' };
const LOW = 2;

/**
 * <rating-form>. score: chosen already, and not sent yet · send({ score, comment }): a promise · heading: the level's
 * element is h1 for a page of its own.
 */
class RatingForm extends Page {
  static properties = { score: { type: Number }, send: { attribute: false }, heading: { type: Boolean } };

  form = new Form(this);
  chosen = signal(0);
  comment = signal('');
  sent = signal(0);

  willUpdate(changed) {
    if (changed.has('score') && this.score && !this.chosen.value) this.chosen.value = this.score;
  }

  submit = (event) =>
    this.form.submit(event, {
      check: () => (this.chosen.value ? [] : [{ field: 'score', text: t('rate-missing') }]),
      send: () =>
        this.send({
          score: this.chosen.value,
          ...(this.comment.value.trim() ? { comment: this.comment.value.trim() } : {}),
        }),
      done: async () => {
        this.sent.value = this.chosen.value;
        await this.updateComplete;
        this.querySelector('.thanks')?.focus();
      },
    });

  #star([value, text]) {
    const n = Number(value);
    return html`<label class="star" title=${t(text)}
      ><input
        type="radio"
        name="score"
        id=${n === 1 ? 'score' : nothing}
        value=${value}
        .checked=${live(this.chosen.value === n)}
        @change=${() => {
          this.chosen.value = n;
        }} />${icon('star')}<span class="vh">${t(text)}</span></label
    >`;
  }

  #title(text) {
    return this.heading ? html`<h1>${text}</h1>` : html`<h2>${text}</h2>`;
  }

  #thanks() {
    const [title, text] =
      this.sent.value <= LOW ? [t('rate-sorry'), t('rate-sorry-text')] : [t('rate-thanks'), t('rate-thanks-text')];
    return html`<div class="thanks" tabindex="-1">
      ${callout(
        'done',
        html`${this.#title(title)}
          <p>${text}</p>`,
      )}
    </div>`;
  }

  render() {
    if (this.sent.value) return this.#thanks();
    const chosen = SCORE_TEXTS[this.chosen.value];
    const error = this.form.error('score');
    return html`<form class="rating panel" @submit=${this.submit} novalidate>
      ${this.#title(t('rate-title'))}${errorSummary(this.form)}
      <fieldset class="field ${error ? 'wrong' : ''}">
        <legend class="vh">${t('rate-title')}</legend>
        ${
          error
            ? html`<p class="field-error">
                ${icon('circle-alert', 'small')}<span><span class="vh">${t('error-label')}</span> ${error}</span>
              </p>`
            : nothing
        }
        <div class="stars">${Object.entries(SCORE_TEXTS).map((each) => this.#star(each))}</div>
        <p class="star-label" aria-hidden="true">${chosen ? t(chosen) : ''}</p>
      </fieldset>
      ${field(this.form, {
        name: 'comment',
        label: t('rate-comment'),
        hint: t('rate-comment-hint'),
        optional: true,
        control: ({ id, described, invalid }) =>
          html`<textarea
            id=${id}
            name=${id}
            dir="auto"
            rows="3"
            maxlength="2000"
            .value=${live(this.comment.value)}
            aria-describedby=${described}
            aria-invalid=${invalid}
            @input=${(e) => {
              this.comment.value = e.target.value;
            }}></textarea>`,
      })}
      <div class="row">${submitButton(this.form, t('rate-send'), t('sending'))}</div>
    </form>`;
  }
}
customElements.define('rating-form', RatingForm);
