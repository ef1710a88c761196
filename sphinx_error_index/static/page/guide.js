/** The guide: its box shows full results, keeps query and facets in the address, and can narrow them down. */
import { Box, MOST_SHARED, RESULTS, only } from "./box.js";
import { whole } from "./engine.js";
import { _, ngettext } from "./language.js";
import { listLines } from "./listing.js";
import { addressOf, element, engine } from "./options.js";

/**
 * @import { Answer, CategoryChoice } from "../resolver/types.js"
 * @import { Listed, Listing } from "./listing.js"
 */

const MOST_LINES = 200; // of a paste that are shown again
const MOST_LISTED = 100; // codes of a log
const LINE_SHOWN = 240; // characters of a line that has a code
const WIDE = 640; // pixels of a window that has room for the pasted text above its results

/** What may be said of trying again; the words are looked up when they are shown. */
const RETRY = () => [
  { id: "no", title: _("no") },
  { id: "after-fix", title: _("after a fix") },
  { id: "backoff", title: _("yes, with backoff") },
  { id: "later", title: _("after a while") },
];

/** On whose side the fault may be. */
const SIDES = () => [
  { id: "request", title: _("your request") },
  { id: "permission", title: _("your permission") },
  { id: "quota", title: _("your quota") },
  { id: "conflict", title: _("a conflict") },
  { id: "provider", title: _("the provider") },
];

/** Where lines name a code. @param {Listed} found */
function whereFound({ line, numbers }) {
  const more = numbers.length - 1;
  const others = more ? ` ${ngettext("and %s more line", "and %s more lines", more)}` : "";
  const shown = line.length > LINE_SHOWN ? `${line.slice(0, LINE_SHOWN)} …` : line;
  return element("span", { class: "err-option-text err-line" }, `${_("Line %s", numbers[0])}${others}: `, element("code", {}, shown));
}

/** The search box of the guide. */
class Guide extends Box {
  /** The text as it was pasted, if it has several lines. @type {HTMLElement | undefined} */
  pasted;

  /** What can be chosen of the categories. @type {CategoryChoice[]} */
  categories = [];

  /** What the lines of the text say, if it has several. @type {Listing | null} */
  listing = null;

  /** @param {string} service */
  choosing = (service) => this.narrow("service", service);

  /** Reads query and facets from the address. @returns {Promise<void>} */
  async begin() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["service", "category", "status", "action", "retry", "side"]) {
      const value = asked.get(name);
      if (value) this.facets[name] = value;
    }
    this.text = (asked.get("error") ?? asked.get("q") ?? "") || this.text; // something may have been typed already
    if (!this.text.trim()) return;
    const match = (await this.settled()) ? only(this.answer) : undefined;
    if (asked.has("go") && match) location.replace(whole(addressOf(match)));
  }

  /** The service of which categories can be chosen: the one asked for, that of the category, or the only one. */
  get home() {
    const { services } = engine.known;
    const { service, category } = this.facets;
    const only = services.length < 2 ? services[0]?.id : undefined;
    const said = [service, category?.split("/", 1)[0], only];
    return said.find((id) => services.some((other) => other.id === id)) ?? "";
  }

  /** Loads the categories that can be chosen. @returns {Promise<boolean>} */
  async prepared() {
    const { asked, home } = this;
    this.categories = home ? await engine.categories(home) : [];
    return this.asked === asked;
  }

  /** Lists the codes of all lines. Those of the whole text come first, in the order of their weight. @param {Answer} answer */
  async completed(answer) {
    const { asked } = this;
    this.listing = null;
    if (!this.text.trim().includes("\n")) return true;
    const goOn = (/** @type {number} */ done, /** @type {number} */ all) => {
      if (this.asked !== asked) return false;
      if (done && done < all) this.say(_("Reading line by line: %s of %s …", done, all));
      return true;
    };
    this.listing = await listLines(this.text.trim(), this.narrowed(), goOn);
    if (!this.listing) return false;
    const { codes, unread } = this.listing;
    answer.unread = [...new Set([...answer.unread, ...unread])];
    if (codes.size < 2) return true;
    const kept = answer.matches.filter(({ id, confidence }) => confidence !== "weak" || codes.has(id));
    const ids = new Set(kept.map(({ id }) => id));
    answer.matches = [...kept, ...[...codes.values()].map(({ match }) => match).filter(({ id }) => !ids.has(id))];
    answer.family = null;
    return true;
  }

  /** @param {Answer} answer */
  show(answer) {
    const all = answer.matches.length;
    super.show({ ...answer, matches: answer.matches.slice(0, MOST_LISTED) });
    if (!this.listing) return;
    const { codes, left } = this.listing;
    answer.matches.slice(0, this.list.children.length).forEach(({ id }, at) => {
      const found = codes.get(id);
      if (found) this.list.children[at].querySelector(".err-option-why")?.before(whereFound(found), " ");
    });
    /** @param {string} text */
    const add = (text) => this.status.append(" ", element("span", { class: "err-cut" }, text));
    if (all > MOST_LISTED) add(ngettext("%s more code is named.", "%s more codes are named.", all - MOST_LISTED));
    if (left) add(ngettext("%s line more was not read by itself.", "%s lines more were not read one by one.", left));
  }

  /** Drops facets of the address that this site does not have. */
  narrowed() {
    const { services, statuses } = engine.known;
    /** @param {string} name @param {string[]} known */
    const keep = (name, known) => known.includes(this.facets[name]) || delete this.facets[name];
    const given = Object.keys(this.facets).length;
    keep("service", services.map((service) => service.id));
    keep("category", this.categories.map((category) => category.id));
    keep("status", statuses.map(String));
    keep("action", ["1"]);
    keep("retry", RETRY().map(({ id }) => id));
    keep("side", SIDES().map(({ id }) => id));
    if (Object.keys(this.facets).length < given) this.share();
    return super.narrowed();
  }

  /** Puts query and facets into the address, for sharing; nothing is sent or stored. */
  share() {
    this.showPasted();
    const address = new URL(location.href);
    const shared = { error: this.text.length <= MOST_SHARED ? this.text.trim() : "", ...this.facets };
    address.search = new URLSearchParams(Object.entries(shared).filter(([, value]) => value)).toString();
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // A page from disk may not change its address in every browser.
    }
  }

  showFilters() {
    const filters = /** @type {HTMLElement} */ (this.filters);
    const { services, statuses } = engine.known;
    const { home } = this;
    if (!filters.firstChild || filters.dataset.errFor !== home) {
      filters.dataset.errFor = home;
      filters.replaceChildren(
        this.select("service", _("Service"), services),
        this.select("category", _("Category"), this.categories),
        this.select("status", _("HTTP status"), statuses.map((value) => ({ id: String(value), title: String(value) }))),
        this.select("retry", _("Retry?"), RETRY()),
        this.select("side", _("Whose side?"), SIDES()),
        this.checkbox("action", _("Has an action")),
      );
    }
    const matches = this.answer?.matches ?? [];
    filters.hidden = matches.length < 2 && !Object.keys(this.facets).length;
    this.differing("service", matches.map(({ service }) => service));
    this.differing("status", matches.flatMap(({ status }) => status));
  }

  /** Shows a choice only where the matches differ in it; those of a cut list may always. @param {string} name @param {Array<string | number>} values */
  differing(name, values) {
    const control = /** @type {HTMLSelectElement} */ (this.filters?.querySelector(`select[name=${name}]`));
    const cut = (this.answer?.matches.length ?? 0) >= RESULTS;
    const label = /** @type {HTMLElement} */ (control.parentElement);
    label.hidden = !this.facets[name] && (control.length < 3 || (!cut && new Set(values).size < 2));
  }

  /** Shows a text of several lines as it was pasted, since the box has one line only. */
  showPasted() {
    const lines = this.text.trim().split("\n");
    this.pasted?.remove();
    if (lines.length < 2) return;
    const shown = lines.slice(0, MOST_LINES).join("\n") + (lines.length > MOST_LINES ? "\n…" : "");
    const summary = element("summary", {}, ngettext("%s line was pasted", "%s lines were pasted", lines.length));
    this.pasted = element("details", { class: "err-pasted" }, summary, element("pre", { tabindex: "0" }, shown));
    /** @type {HTMLDetailsElement} */ (this.pasted).open = window.innerWidth >= WIDE;
    this.form.after(this.pasted);
  }

  clear() {
    super.clear();
    this.pasted?.remove();
  }

  /** @param {string} name @param {string} label @param {Array<{id: string, title: string}>} choices */
  select(name, label, choices) {
    const control = /** @type {HTMLSelectElement} */ (element("select", { class: "err-filter-select", name }));
    control.append(new Option(label, ""), ...choices.map(({ id, title }) => new Option(title, id)));
    control.value = this.facets[name] ?? "";
    control.addEventListener("change", () => this.narrow(name, control.value));
    const made = element("label", { class: "err-filter" }, element("span", { class: "err-hidden" }, label), control);
    made.hidden = choices.length < 2 && !this.facets[name];
    return made;
  }

  /** @param {string} name @param {string} label */
  checkbox(name, label) {
    const control = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", class: "err-filter-check", name }));
    control.checked = Boolean(this.facets[name]);
    control.addEventListener("change", () => this.narrow(name, control.checked ? "1" : ""));
    return element("label", { class: "err-filter" }, control, " ", element("span", { class: "err-filter-name" }, label));
  }

  /** @param {string} name @param {string} value */
  narrow(name, value) {
    if (value) this.facets[name] = value;
    else delete this.facets[name];
    if (name === "service" && this.facets.category && !this.facets.category.startsWith(value + "/")) delete this.facets.category;
    void this.ask();
  }
}

/** @param {HTMLFormElement} form @param {HTMLElement} results */
globalThis.ErrorIndexGuide = (form, results) => void new Guide(form, results).begin();
