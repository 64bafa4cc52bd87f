// Keeps the list up to date while it is open. Without scripts the page still works: reload it.
const EVERY_MS = 3000;
let shown = document.getElementById("mails");

async function look() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch("/_mail", { cache: "no-cache" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("mails");
  if (!fresh || fresh.innerHTML === shown.innerHTML || shown.contains(document.activeElement)) return;
  fresh.setAttribute("aria-live", "off");
  shown.replaceWith(fresh);
  shown = fresh;
}

setInterval(() => look().catch(() => {}), EVERY_MS);
