// Before the first paint: language, direction, theme. Before the modules: the first fetches.
(() => {
  const directions = { en: 'ltr', ar: 'rtl' }; // every language the pages speak
  const root = document.documentElement,
    query = new URLSearchParams(location.search);
  const stored = (key) => {
    try {
      return localStorage.getItem(`desk-${key}`);
    } catch {
      return null;
    }
  };
  const lang =
    [query.get('lang'), stored('language'), ...navigator.languages]
      .map((l) => l?.slice(0, 2))
      .find((l) => l in directions) ?? 'en';
  root.lang = lang;
  root.dir = directions[lang];
  if (stored('theme')) root.dataset.theme = stored('theme');
  const base = new URL('.', document.currentScript.src).href;
  const early = (promise) => {
    promise.catch(() => {});
    return promise;
  };
  const text = (name) =>
    early(fetch(`${base}locales/${lang}/${name}.ftl`).then((r) => (r.ok ? r.text() : Promise.reject(r))));
  const desk = (window.desk = { base, lang, texts: text(root.dataset.area), first: {} });
  if (!stored('session')) return;
  desk.session = early(
    fetch('/api/v1/session/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-desk': '1' },
      body: '{}',
    }),
  );
  const token = early(desk.session.then((r) => r.clone().json()));
  for (const path of root.dataset.first?.split(' ') ?? []) {
    const url = path.replace('{id}', query.get('id'));
    desk.first[url] = early(
      token.then((t) =>
        fetch(url, { headers: { authorization: t.id_token, 'accept-language': lang }, cache: 'no-store' }),
      ),
    );
  }
})();
