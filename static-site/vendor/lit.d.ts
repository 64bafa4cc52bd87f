// What vendor/lit.js exports, for editors and tsc; infrastructure/vendor.py bundles the same names.
export { LitElement, html, svg, nothing, noChange, render } from 'lit';
export { repeat } from 'lit/directives/repeat.js';
export { ref, createRef } from 'lit/directives/ref.js';
export { live } from 'lit/directives/live.js';
export { ifDefined } from 'lit/directives/if-defined.js';
export { signal, computed, effect, batch, untracked } from '@preact/signals-core';
