/** Small helpers of the other pages: copy a link, open the variant asked for, recognise a code on the 404 page. */
import { root } from "./engine.js";
import { element, engine } from "./options.js";

const SAID = 2000; // milliseconds for which a button says "Copied"
const UNREADABLE = "\uFFFD"; // stands for a part of an address with a malformed escape

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

/** @param {HTMLButtonElement} button */
function copying(button) {
  const live = element("span", { class: "err-hidden", role: "status" });
  button.after(live);
  button.hidden = false;
  button.addEventListener("click", async () => {
    const fragment = (button.dataset.errCopy ?? "").replace(/^#/, "");
    const address = ownAddress() + (fragment ? `#${fragment}` : "");
    let copied = false;
    try {
      await navigator.clipboard.writeText(address);
      copied = true;
    } catch {
      copied = copyOldWay(address);
      button.focus();
    }
    if (!copied) return void window.prompt("Copy this link:", address);
    button.classList.add("err-copied");
    live.textContent = "Copied";
    setTimeout(() => {
      button.classList.remove("err-copied");
      live.textContent = "";
    }, SAID);
  });
}

/** Opens and shows the variant that `?status=504` asks for. */
function openVariant() {
  const status = new URLSearchParams(location.search).get("status");
  if (!status || !/^[0-9]+$/.test(status) || location.hash) return;
  const variant = /** @type {HTMLElement | null} */ (document.querySelector(`section.err-variant[data-err-status~="${status}"]`));
  if (!variant) return;
  for (const details of [variant.closest("details"), variant.querySelector("details")]) if (details) details.open = true;
  variant.classList.add("err-asked");
  variant.scrollIntoView({ behavior: "instant" });
}

/** What an address below the site's base asks for. @param {string} path @param {string} base */
function asked(path, base) {
  const below = path.startsWith(base) ? path.slice(base.length) : path;
  const parts = below.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return UNREADABLE;
    }
  });
  const kept = parts.filter(Boolean).map((part) => part.replace(/\.html?$/i, ""));
  return kept.at(-1)?.toLowerCase() === "index" ? kept.slice(0, -1) : kept;
}

/** @param {HTMLElement} page */
async function helpLost(page) {
  const parts = asked(location.pathname, page.dataset.errBase ?? "/");
  const last = parts.at(-1);
  if (!last) return;
  const { there, service, home, near } = await engine.lost(last === UNREADABLE ? [...parts.slice(0, -1), ""] : parts);
  if (there && new URL(root + there).pathname !== location.pathname) {
    return void location.replace(root + there + location.search + location.hash);
  }
  const input = /** @type {HTMLInputElement | null} */ (document.querySelector("form.err-search input[name=q]"));
  if (input && !input.value && !home && last !== UNREADABLE) input.value = last;
  const said = element("p", { class: "err-lost" }, "You asked for ", element("code", {}, last));
  if (service) said.append(" of ", element("a", { href: root + service.url }, service.title));
  said.append(near.length ? ". Perhaps you meant:" : ". No code is like it.");
  const list = element("ul", { class: "err-near" });
  for (const { name, url, title } of near) {
    list.append(element("li", {}, element("a", { href: root + url }, name), title ? ` ${title}` : ""));
  }
  page.append(said);
  if (near.length) page.append(list);
}

/** Sets up what a page has: buttons that copy, the variant asked for, help with a lost address. */
export function startPages() {
  for (const button of document.querySelectorAll("button.err-copy[data-err-copy]")) copying(/** @type {HTMLButtonElement} */ (button));
  openVariant();
  const lost = document.getElementById("err-404");
  if (lost) void helpLost(lost).catch(() => {});
}

