// Which page an address shows. RULES is put in by assemble.py, from Metadata.SiteRules, which tells the rules in words.
const RULES = {};

function pageAt(path) {
  for (const rule of RULES.Rewrites) {
    if (path === rule.Under || path.startsWith(rule.Under + '/')) return rule.To;
  }
  if (path.endsWith('/')) return path + 'index.html';
  return path.slice(path.lastIndexOf('/')).includes('.') ? path : path + '.html';
}

function handler(event) {
  const request = event.request;
  const page = pageAt(request.uri);
  const known = !page.endsWith('.html') || RULES.Pages.length === 0 || RULES.Pages.includes(page);
  request.uri = known ? page : RULES.Missing;
  return request;
}
