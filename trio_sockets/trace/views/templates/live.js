"use strict";
// Asks for the picture once a second, until it is complete or the tracer has ended.
const main = document.getElementById("trace");
const show = (name) => {
  for (const each of document.querySelectorAll(".state")) each.hidden = each.id !== name;
};
let last = "";
async function look() {
  try {
    const answer = await fetch("/picture", { cache: "no-store" });
    const text = answer.ok ? await answer.text() : last;
    if (text !== last) {
      const link = document.activeElement?.getAttribute?.("href");
      main.innerHTML = last = text;
      if (link) main.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    }
    if (answer.headers.get("Trace-Over") === "1") return show("over");
  } catch {
    return show("gone");
  }
  setTimeout(look, 1000);
}
if (document.getElementById("over").hidden) setTimeout(look, 1000);
