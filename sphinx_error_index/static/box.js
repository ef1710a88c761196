/**
 * The search box, with suggestions; `guide.js` adds what it does more on the guide. It follows the combobox pattern of
 * the ARIA Authoring Practices (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): the focus stays in the box, arrows
 * choose an option, Enter opens it. Without this script the box is a plain form that opens the guide.
 */
(() => {
  "use strict";
  if (typeof document === "undefined") return;
  const space = (globalThis.ErrorIndex ??= {});
  const { element, engine, optionOf, root, spoken } = space;

  const SUGGESTIONS = 6;
  const RESULTS = 20;
  const PAUSE = 60; // milliseconds without a key before a query is answered
  const MOST_CHARS = 200_000; // of a paste; the engine condenses it further
  const MOST_SHARED = 4_000; // characters of a query that are put into the address
  const LINE = " ⏎ "; // how a line break shows in a box of one line

  /** The middle of a text that is too long is left out. @param {string} text @returns {[string, boolean]} */
  function cut(text) {
    if (text.length <= MOST_CHARS) return [text, false];
    return [text.slice(0, MOST_CHARS / 2) + "\n" + text.slice(-MOST_CHARS / 2), true];
  }

  let boxes = 0;

  /** One search box. */
  class Box {
    /** @param {HTMLFormElement} form @param {HTMLElement | null} results where full results go: on the guide */
    constructor(form, results) {
      this.form = form;
      this.input = /** @type {HTMLInputElement} */ (form.querySelector("input[name=q]"));
      this.results = results;
      this.id = `err-box-${++boxes}`;
      this.active = -1;
      this.wasCut = false;
      this.wasClosed = false;
      /** @type {any} */
      this.answer = null;
      /** @type {Record<string, string>} */
      this.facets = form.dataset.errService ? { service: form.dataset.errService } : {};
      this.list = element("div", { role: "listbox", id: `${this.id}-list`, class: "err-options", "aria-label": "Matching codes" });
      this.status = element("p", { role: "status", class: "err-said" });
      this.place();
      this.listen();
    }

    place() {
      const { input, list, status } = this;
      for (const [key, value] of Object.entries({
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
      })) input.setAttribute(key, value);
      this.list.hidden = true;
      if (this.results) {
        this.filters = element("div", { class: "err-filters", role: "group", "aria-label": "Narrow the results" });
        this.filters.hidden = true;
        this.results.append(status, this.filters, list);
        this.results.hidden = false;
      } else {
        this.form.classList.add("err-search-popup");
        status.classList.add("err-hidden");
        this.form.append(list, status);
      }
    }

    listen() {
      const { input, form } = this;
      input.addEventListener("focus", () => void engine.start().catch(() => {}), { once: true });
      input.addEventListener("input", () => this.later());
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("paste", (event) => this.paste(event));
      form.addEventListener("submit", (event) => this.submit(event));
      if (!this.results) {
        form.addEventListener("focusout", (event) => {
          if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) this.close();
        });
        this.list.addEventListener("mousedown", (event) => event.preventDefault());
      }
    }

    /** The query, with its line breaks. */
    get text() {
      return this.input.value.replaceAll(LINE, "\n");
    }

    set text(text) {
      this.input.value = text.trim().replace(/\r\n?|\n/g, LINE);
    }

    /** Keeps the line breaks of a paste, which a box of one line would drop. @param {ClipboardEvent} event */
    paste(event) {
      const pasted = event.clipboardData?.getData("text") ?? "";
      if (!/[\r\n]/.test(pasted.trim()) && pasted.length <= MOST_CHARS) return;
      event.preventDefault();
      const [kept, wasCut] = cut(pasted);
      this.wasCut = wasCut;
      const { input } = this;
      input.setRangeText(kept.trim().replace(/\r\n?|\n/g, LINE), input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
      this.later();
    }

    later() {
      clearTimeout(this.timer);
      if (this.input.value.length < MOST_CHARS) this.wasCut = false;
      this.wasClosed = false;
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    /** Asks the engine and shows its answer. @returns {Promise<void>} */
    async ask() {
      const { text, facets } = this;
      if (this.results) this.share();
      if (!text.trim()) {
        engine.number++;
        return this.clear();
      }
      let answer;
      try {
        if (!engine.facets) this.say("Loading the codes …");
        answer = await engine.answer(text, {
          service: facets.service,
          category: facets.category,
          status: Number(facets.status) || undefined,
          hasAction: facets.action ? true : undefined,
          limit: this.results ? RESULTS : SUGGESTIONS,
        });
      } catch (error) {
        return this.say("The codes could not be loaded. The lists on this site work without them.");
      }
      if (!answer || this.wasClosed) return;
      this.answer = answer;
      this.show();
    }

    clear() {
      this.answer = null;
      this.close();
      this.status.replaceChildren();
      if (this.filters) this.filters.hidden = !Object.keys(this.facets).length;
      this.showStatic(true);
    }

    close() {
      this.wasClosed = true;
      this.choose(-1);
      this.list.hidden = true;
      this.list.replaceChildren();
      this.input.setAttribute("aria-expanded", "false");
    }

    /** @param {boolean} shown */
    showStatic(shown) {
      const page = document.getElementById("err-static");
      if (this.results && page) page.hidden = !shown;
    }

    show() {
      const { matches } = this.answer;
      this.showStatic(false);
      this.choose(-1);
      this.list.replaceChildren(...matches.map((/** @type {any} */ match, /** @type {number} */ at) => optionOf(match, `${this.id}-${at}`, Boolean(this.results))));
      this.list.hidden = !matches.length;
      this.input.setAttribute("aria-expanded", String(matches.length > 0));
      if (this.filters) this.showFilters();
      if (matches.length) {
        const first = matches[0];
        const count = matches.length === 1 ? "1 code" : matches.length === RESULTS ? `The best ${RESULTS} codes` : `${matches.length} codes`;
        this.say(`${count}. First: ${spoken(first)}.`);
      } else this.sayNothing();
      if (this.answer.truncated || this.wasCut) {
        this.status.append(" ", element("span", { class: "err-cut" }, "This text is long: only its telling lines were read."));
      }
    }

    /** @param {string} text */
    say(text) {
      this.status.replaceChildren(text);
    }

    sayNothing() {
      const { family } = this.answer;
      this.say("No match. ");
      if (family) {
        this.status.append("Nearest: ", element("a", { href: root + family.url }, family.label));
        const addresses = new Map(engine.facets.addresses);
        family.codes.forEach((/** @type {string} */ id, /** @type {number} */ at) => {
          this.status.append(at ? ", " : " – ", element("a", { href: root + addresses.get(id) }, id.slice(id.indexOf("/") + 1)));
        });
        this.status.append(". ");
      }
      this.status.append(element("a", { href: root + categoriesUrl() }, "See all categories"), ".");
      if (!this.results) this.status.classList.remove("err-hidden");
    }

    /** Makes an option the active one; -1 for none. @param {number} at */
    choose(at) {
      this.list.children[this.active]?.setAttribute("aria-selected", "false");
      this.active = at;
      const option = this.list.children[at];
      if (!option) return this.input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const count = this.list.children.length;
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && !count && this.text.trim()) void this.later();
      else if (event.key === "ArrowDown" && count) this.choose(this.active + 1 < count ? this.active + 1 : 0);
      else if (event.key === "ArrowUp" && count) this.choose(this.active > 0 ? this.active - 1 : count - 1);
      else if (event.key === "Escape" && this.active >= 0) this.choose(-1);
      else if (event.key === "Escape" && !this.results && count) this.close();
      else if (event.key === "Escape" && this.input.value) {
        this.input.value = "";
        void this.ask();
      } else return;
      event.preventDefault();
    }

    /** Enter: the chosen option; on the guide without a choice the first one; elsewhere an exact one, or the guide. @param {SubmitEvent} event */
    submit(event) {
      const first = this.answer?.matches[0];
      const chosen = this.list.children[this.active] ?? (this.results || only(this.answer) === first ? this.list.children[0] : null);
      if (chosen && !this.list.hidden && first) {
        event.preventDefault();
        /** @type {HTMLElement} */ (chosen).click();
      } else if (this.results) {
        event.preventDefault();
        void this.ask();
      } else {
        // The guide gets the query with its line breaks.
        event.preventDefault();
        const address = new URL(this.form.action);
        address.searchParams.set("q", this.text.slice(0, MOST_SHARED));
        if (this.facets.service) address.searchParams.set("service", this.facets.service);
        location.href = address.href;
      }
    }
  }

  /** The match of an answer that is beyond doubt, if there is exactly one. @param {any} answer */
  function only(answer) {
    const [first, second] = answer?.matches ?? [];
    if (first?.confidence !== "exact") return undefined;
    return second?.confidence === "exact" && second.score === first.score ? undefined : first;
  }

  /** The category index beside the guide: `categories.html`, or `categories/` with directory addresses. */
  function categoriesUrl() {
    const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.err-search"));
    return form && new URL(form.action).pathname.endsWith("/") ? "categories/" : "categories.html";
  }

  Object.assign(space, { Box, only });
})();
