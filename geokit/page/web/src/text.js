// Text on the page. Data is only ever textContent, so that nothing in it can run.

/** @import {Action, Attributes, Child, Fields, Language, Options, Page, Text} from "./types.d.ts" */
import {address} from "./address.js";
import {setApart} from "./spacing.js";

export const page = readPage();

/** The language that the page is in now. */
export let language = openingLanguage();

/**
 * @param {string} id
 * @returns {Page}
 */
function readData(id) {
  const data = document.getElementById(id);
  return JSON.parse(data && data.textContent || "{}");
}

/**
 * The page of this file that the address names, or else its first: what is of another page is not even read.
 * @returns {Page}
 */
function readPage() {
  const first = readData("gk-data");
  const views = first.views || [];
  const at = views.findIndex((view) => view.id === address.asked("park"));
  return at < 0 ? first : {...readData("gk-view-" + at), views, view: views[at].id};
}

/** @returns {Language} */
function openingLanguage() {
  const asked = address.asked("lang");
  return asked === "zh" || asked === "en" ? asked : page.language;
}

/**
 * @param {string} template
 * @param {Record<string, unknown>} fields
 * @returns {string}
 */
function fill(template, fields) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => name in fields ? String(fields[name]) : whole);
}

/**
 * A text is a plain string or one string a language.
 * @param {Text} text
 * @param {Language} [asked]
 * @returns {string}
 */
export function localize(text, asked) {
  return text !== null && typeof text === "object" ? text[asked || language] : String(text);
}

/**
 * @param {(language: Language) => string} make
 * @returns {Record<Language, string>}
 */
export function inEach(make) {
  return {zh: make("zh"), en: make("en")};
}

// Hebrew, Arabic and the other scripts from right to left: geokit/isolates.py has the same.
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name from right to left leaves the words beside it in their order.
 * @template Value
 * @param {Value} value
 * @returns {Value | string}
 */
export function isolate(value) {
  return typeof value === "string" && FROM_THE_RIGHT.test(value) ? "\u2068" + value + "\u2069" : value;
}

/**
 * @param {Fields} fields
 * @param {Language} each
 * @returns {Record<string, unknown>}
 */
function inLanguage(fields, each) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) =>
    [name, isolate(value !== null && typeof value === "object" ? value[each] : value)]
  ));
}

/**
 * A word of the page's dictionary, its fields filled in each language.
 * @param {string} key
 * @param {Fields} [fields]
 * @returns {Record<Language, string>}
 */
export function word(key, fields) {
  const template = page.words[key];
  const given = fields || {};
  return {zh: setApart(template.zh, inLanguage(given, "zh")), en: fill(template.en, inLanguage(given, "en"))};
}

/** @param {Element} node */
function speak(node) {
  if (node.gkText !== undefined) {
    node.textContent = localize(node.gkText);
  }
  Object.entries(node.gkAttributes || {}).forEach(([name, text]) => node.setAttribute(name, localize(text)));
}

/**
 * Build an element: options are class, text, and attributes, whose values are texts.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Options} [options]
 * @param {Child[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, options, children) {
  const node = document.createElement(tag);
  const chosen = options || {};
  if (chosen.class) {
    node.className = chosen.class;
  }
  node.gkText = chosen.text;
  node.gkAttributes = chosen.attributes;
  speak(node);
  for (const child of children || []) {
    if (child) {
      node.appendChild(child);
    }
  }
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {Node[]} [children]
 * @returns {SVGElementTagNameMap[T]}
 */
export function svgElement(tag, attributes, children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes || {}).forEach(([name, value]) => node.setAttribute(name, String(value)));
  for (const child of children || []) {
    node.appendChild(child);
  }
  return node;
}

/**
 * @param {Text} text
 * @param {Action} action
 * @param {Options} [options]
 * @returns {HTMLButtonElement}
 */
export function makeButton(text, action, options) {
  const node = element("button", Object.assign({text: text}, options));
  node.type = "button";
  node.addEventListener("click", action);
  return node;
}

/** @type {Set<string>} */
const complaints = new Set();

/**
 * Say above everything, once, why the page is not whole.
 * @param {string} key
 */
export function complain(key) {
  if (!complaints.has(key)) {
    complaints.add(key);
    document.body.insertBefore(element("p", {class: "gk-guard", text: word(key), attributes: {role: "alert"}}), document.body.firstChild);
  }
}

/**
 * Put parts into the first element that a selector finds.
 * @param {string} selector
 * @param {Child[]} parts
 */
export function fillWith(selector, parts) {
  const place = document.querySelector(selector);
  parts.forEach((part) => place && part && place.appendChild(part));
}

/**
 * @param {Element} node
 * @param {Text} text
 */
export function setText(node, text) {
  node.gkText = text;
  speak(node);
}

/**
 * @param {Element} node
 * @param {Attributes} attributes
 */
export function setAttributes(node, attributes) {
  node.gkAttributes = attributes;
  speak(node);
}

/** @type {((language: Language) => void)[]} */
const listeners = [];
/** @param {(language: Language) => void} listener */
export function onLanguage(listener) {
  listeners.push(listener);
}

/** @param {Language} chosen */
export function switchLanguage(chosen) {
  language = chosen;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = localize(page.document);
  document.querySelectorAll("body *").forEach(speak);
  listeners.forEach((listener) => listener(chosen));
}
