/** The buttons of a code's page that copy: its address, and a text for a ticket. */
import { element } from "./options.js";
import { _ } from "./language.js";

const SAID = 2000; // milliseconds for which a button says "Copied"

/** The address of this page without query, as search engines and people should see it. */
function ownAddress() {
  const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
  return new URL(canonical?.href ?? location.href.replace(/[?#].*$/s, "")).href;
}

/** Copies where the clipboard is not to be had, such as on pages from disk. @param {string} text */
function copyOldWay(text) {
  const area = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "err-hidden", readonly: "" }));
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** The text of an element on one line, without the mark of its anchor. @param {Element | null} from */
function wordsOf(from) {
  if (!from) return "";
  const bare = /** @type {Element} */ (from.cloneNode(true));
  for (const mark of bare.querySelectorAll(".err-anchor")) mark.remove();
  return (bare.textContent ?? "").trim().replace(/\s+/g, " ");
}

/** The meaning that the reader looks at: that of the address, or the only one. */
function chosenMeaning() {
  const meanings = document.querySelectorAll("section.err-variant");
  const asked = document.querySelector("section.err-variant:target, section.err-variant:has(:target), section.err-variant.err-asked");
  return asked ?? (meanings.length === 1 ? meanings[0] : null);
}

/**
 * What a ticket should say of the code of this page: code, meaning, cause, what to try, address, and a place for the id of
 * the request.
 * @param {boolean} markdown
 */
function ticket(markdown) {
  const meaning = chosenMeaning();
  const cause = meaning?.querySelector(".err-causes > li:target");
  const causes = Array.from((meaning ?? document).querySelectorAll(".err-causes > li"), wordsOf);
  const actions = Array.from(meaning?.querySelectorAll("ol.err-actions > li, div.err-actions > .err-text") ?? [], wordsOf);
  const message = wordsOf(meaning?.querySelector(".err-said-so, .err-subtitle") ?? document.querySelector(".err-head .err-subtitle"));
  const title = [wordsOf(document.querySelector(".err-page h1")), message].filter(Boolean).join(": ");
  const statuses = Array.from(document.querySelectorAll(".err-head .err-status"), wordsOf).join(", ");
  const bold = (/** @type {string} */ name) => (markdown ? `**${name}**` : name);
  const lines = [markdown ? `### ${title}` : title, ""];
  if (statuses) lines.push(`${bold(_("HTTP status:"))} ${statuses}`);
  if (cause || causes.length === 1) lines.push(`${bold(_("Cause:"))} ${cause ? wordsOf(cause) : causes[0]}`);
  else lines.push(`${bold(_("Cause:"))} ${_("not known yet")}`, ...causes.map((text) => `- ${text}${_("?")}`));
  if (actions.length) lines.push("", bold(_("Tried so far:")), ...actions.map((text) => (markdown ? `- [ ] ${text}` : `[ ] ${text}`)));
  const hash = meaning && document.querySelectorAll("section.err-variant").length > 1 ? `#${meaning.id}` : "";
  const address = ownAddress() + (cause ? `#${cause.id}` : hash);
  lines.push("", `${bold(_("Request id:"))} `, `${bold(_("Address:"))} ${markdown ? `<${address}>` : address}`);
  return lines.join("\n") + "\n";
}

/** What a button copies. @param {HTMLButtonElement} button */
function content({ dataset }) {
  if (dataset.errTicket) return ticket(dataset.errTicket === "markdown");
  const fragment = (dataset.errCopy ?? "").replace(/^#/, "");
  return ownAddress() + (fragment ? `#${fragment}` : "");
}

/**
 * Copies a text, and lets a button say so for a while.
 * @param {string} text @param {HTMLElement} button
 */
export async function copyText(text, button) {
  let copied = false;
  try {
    await navigator.clipboard.writeText(text);
    copied = true;
  } catch {
    copied = copyOldWay(text);
    button.focus();
  }
  if (!copied) return void window.prompt(_("Copy this:"), text);
  let live = /** @type {HTMLElement} */ (button.nextElementSibling);
  if (!live?.matches("[role=status].err-hidden")) button.after((live = element("span", { class: "err-hidden", role: "status" })));
  button.classList.add("err-copied");
  live.textContent = _("Copied");
  setTimeout(() => {
    button.classList.remove("err-copied");
    live.textContent = "";
  }, SAID);
}

/** Sets up all buttons that copy. */
export function startCopying() {
  for (const found of document.querySelectorAll("button.err-copy")) {
    const button = /** @type {HTMLButtonElement} */ (found);
    button.after(element("span", { class: "err-hidden", role: "status" }));
    button.addEventListener("click", () => void copyText(content(button), button));
  }
}
