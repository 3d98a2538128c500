// Everything works without this script: it only swaps parts of the page for the same parts of the page that the server answers with.
"use strict";

/** The part of a page with this id, in place of the one that is shown; what has the focus keeps it, and what is open stays open. */
function swap(page, id) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id);
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && { id: focused.id, start: focused.selectionStart, end: focused.selectionEnd };
  for (const kept of old.querySelectorAll("details[data-keep]")) {
    const same = fresh.querySelector(`details[data-keep="${CSS.escape(kept.dataset.keep)}"]`);
    if (same) same.open = kept.open;
  }
  old.replaceWith(document.adoptNode(fresh));
  const again = place && place.id && document.getElementById(place.id);
  if (again) {
    again.focus({ preventScroll: true });
    if (typeof place.start === "number") again.setSelectionRange(place.start, place.end);
  }
}

/** The page at an address, or null when the server is gone. */
async function page(address, options) {
  try {
    const answer = await fetch(address, options);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

let latest = 0;

/** What is to happen once nothing has happened for a moment; a press on a button comes before it. */
let pending = 0;

/** Sends a form with the button that was pressed, and swaps the parts that the form names. */
async function send(form, button, parts) {
  const number = ++latest;
  const fields = new URLSearchParams(new FormData(form));
  if (button && button.name) fields.append(button.name, button.value);
  form.classList.add("waiting");
  const answer = await page(form.action, { method: "POST", body: fields });
  form.classList.remove("waiting");
  if (number !== latest) return;
  if (!answer || parts.some((id) => !answer.getElementById(id))) {
    // What came is no page of this kind, so it is shown as it is.
    HTMLFormElement.prototype.submit.call(form);
    return;
  }
  for (const id of parts) swap(answer, id);
  if (button && button.value === "send") {
    document.getElementById("outcome").scrollIntoView({ block: "nearest" });
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.dataset.swap || (button && "whole" in button.dataset)) return;
  event.preventDefault();
  clearTimeout(pending);
  send(form, button, form.dataset.swap.split(" "));
});

/** Calls a function once nothing has happened for a moment. */
function later(call) {
  return (...given) => {
    clearTimeout(pending);
    pending = setTimeout(() => call(...given), 250);
  };
}

const search = later(async (field) => {
  const address = `/?q=${encodeURIComponent(field.value)}`;
  const number = ++latest;
  const answer = await page(address);
  if (!answer || number !== latest) return;
  swap(answer, "results");
  history.replaceState(null, "", field.value ? address : "/");
});

const show = later((form) => {
  const button = form.querySelector('button[name="do"][value="show"]') || form.querySelector('button[value="check"]');
  send(form, button, ["outcome"]);
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.id === "q" && document.getElementById("results")) search(field);
  else if (field.form && field.form.dataset.swap) show(field.form);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const isTyping = field.matches("input, textarea, select");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    document.getElementById("q").focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.form) {
    event.preventDefault();
    field.form.requestSubmit(field.form.querySelector("button.main"));
  }
});

// A press on a diagnostic leads to its place in the text.
document.addEventListener("click", (event) => {
  const message = event.target.closest(".message[data-line]");
  const text = document.getElementById("text");
  if (!message || !text) return;
  const lines = text.value.split("\n");
  const line = Math.min(Number(message.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
  text.focus();
  text.setSelectionRange(start + Number(message.dataset.column) - 1, start + lines[line].length);
});
