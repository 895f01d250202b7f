// The frame around the map: heading, buttons, marks and the law.

/** @import {Action, Headline} from "./types.d.ts" */
import {ageOf} from "./age.js";
import {dayInChina} from "./days.js";
import {element, fillWith, language, makeButton, page, setAttributes, setText, switchLanguage, word} from "./text.js";

function languageButton() {
  return makeButton(
    word("switch_language"),
    () => switchLanguage(language === "zh" ? "en" : "zh"),
    // It is said in the other language, and so that language's voice reads it.
    {class: "gk-language", attributes: {title: word("switch_language_hint"), lang: {zh: "en", en: "zh-CN"}}}
  );
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** @type {Action[]} */
const themeListeners = [];
/** @param {Action} listener */
export const onTheme = (listener) => themeListeners.push(listener);
const scheme = window.matchMedia("(prefers-color-scheme: dark)");
// Safari 13 knows the older way alone.
scheme.addEventListener ? scheme.addEventListener("change", tellTheme) : scheme.addListener(tellTheme);

function tellTheme() {
  themeListeners.forEach((listener) => listener());
}

function themeButton() {
  const label = () => word(isDark() ? "light" : "dark");
  const button = makeButton(label(), () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    setText(button, label());
    tellTheme();
  });
  return button;
}

function fullScreenButton() {
  const root = document.documentElement;
  if (!root.requestFullscreen || !document.fullscreenEnabled) {
    return null;
  }
  const button = makeButton(word("full_screen"), () =>
    document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()
  );
  document.addEventListener("fullscreenchange", () =>
    setText(button, word(document.fullscreenElement ? "leave_full_screen" : "full_screen"))
  );
  return button;
}

function heading() {
  const marks = page.marks;
  return element("div", {class: "gk-title"}, [
    element("h1", {text: page.title}),
    marks.audience && element("span", {class: "gk-mark", text: marks.audience}),
    page.subtitle && element("p", {text: page.subtitle})
  ]);
}

/**
 * A headline is a number with what it counts; the terms of an equation have a sign before them.
 * @param {Headline} item
 * @returns {HTMLElement}
 */
function headline(item) {
  const age = ageOf(item);
  const sign = item.sign ? element("span", {class: "gk-sign", text: item.sign}) : null;
  const box = element("div", {class: item.is_main ? "gk-headline is-main" : "gk-headline"}, [
    element("dd", {}, [sign, element("span", {class: "gk-value", text: item.value})].filter(Boolean)),
    element("dt", {class: age ? "is-aged" : ""}, [element("span", {class: "gk-counted", text: item.label}), age && element("span", {text: age})])
  ]);
  if (item.term) {
    box.dataset.term = item.term;
  }
  return box;
}

function headlines() {
  const items = (page.headlines || []).map(headline);
  return items.length ? element("dl", {class: "gk-headlines"}, items) : null;
}

function buttons() {
  return element("div", {class: "gk-buttons"}, [languageButton(), themeButton(), fullScreenButton()]);
}

// Seen on paper alone.
function printedOn() {
  const today = dayInChina();
  const day = [today.year, today.month, today.day].map((part) => String(part).padStart(2, "0")).join("-");
  return element("span", {class: "gk-printed-on", text: word("printed_on", {day: day})});
}

function footer() {
  const marks = page.marks;
  return [
    element("p", {class: "gk-slots"}, marks.slots.concat(page.facts).map((text) => element("span", {text: text})).concat(printedOn())),
    element("p", {class: "gk-credits"}, marks.attribution.map((text) => element("span", {text: text}))),
    element("p", {class: "gk-law", text: marks.law})
  ];
}

// The first stop of the keyboard leads past heading and buttons: to the findings of a report, else to the map.
function addSkipLink() {
  const main = document.querySelector("main");
  if (main) {
    // Cards and popups of the map have headings below this one.
    main.insertBefore(element("h2", {class: "gk-unseen", text: word("map")}), main.firstChild);
    /** @type {HTMLElement} */
    const target = document.querySelector(".gk-list") || main;
    target.id = target.id || "gk-main";
    target.tabIndex = -1;
    const link = element("a", {class: "gk-skip", text: word("skip")});
    link.href = "#" + target.id;
    link.addEventListener("click", (event) => {
      // The address keeps what it says of the map.
      event.preventDefault();
      target.focus();
    });
    document.body.insertBefore(link, document.body.firstChild);
  }
}

export function buildFrame() {
  addSkipLink();
  const side = document.querySelector(".gk-side");
  side && setAttributes(side, {"aria-label": word("side")});
  fillWith(".gk-head", [heading(), headlines(), buttons()]);
  fillWith(".gk-foot", footer());
}
