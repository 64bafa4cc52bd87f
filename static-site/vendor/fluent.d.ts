// What vendor/fluent.js exports, for editors and tsc; infrastructure/vendor.py bundles the same names.
export { FluentBundle, FluentResource } from '@fluent/bundle';
export type { FluentVariable } from '@fluent/bundle';
