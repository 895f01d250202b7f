// A fact of a list: the pairs that it is about, what it says, whether it was inferred, and where it was read.

/** @import {Child, Fact, Language, LinkedCard, LinkPage, Pair, Text} from "../types.d.ts" */
import {pastNote} from "../cards.js";
import {element, makeButton, word} from "../text.js";
import {focus} from "./focus.js";
import {pairNumber} from "./ribbons.js";

const COMMAS = {zh: "、", en: ", "};

/**
 * Several texts as one.
 * @param {Text[]} texts
 * @param {Record<Language, string>} between
 * @returns {Record<Language, string>}
 */
export function joined(texts, between = COMMAS) {
  /** @param {Language} each */
  const inOne = (each) => texts.map((text) => (typeof text === "object" ? text[each] : String(text))).join(between[each]);
  return {zh: inOne("zh"), en: inOne("en")};
}

/**
 * @param {string[]} ids
 * @param {LinkPage} page
 * @returns {Pair[]}
 */
export const pairsOf = (ids, page) => page.pairs.filter(({id}) => ids.includes(id));

/**
 * The numbers of pairs, in their colours.
 * @param {string[]} ids
 * @param {LinkPage} page
 * @returns {HTMLElement | null}
 */
export function pairNumbers(ids, page) {
  const own = pairsOf(ids, page);
  return own.length ? element("span", {class: "gk-numbers"}, own.map(pairNumber)) : null;
}

/**
 * What is said; where it is about pairs, it points at them and chooses them as their own list does.
 * @param {string[]} ids
 * @param {string} kind a class
 * @param {Child[]} parts
 * @returns {HTMLElement}
 */
export function choosable(ids, kind, parts) {
  if (!ids.length) {
    return element("div", {class: kind}, parts);
  }
  const button = makeButton("", () => {}, {class: kind + " is-choosable"});
  button.gkText = undefined;
  parts.forEach((part) => part && button.appendChild(part));
  focus.follow(button, ids);
  focus.listen((_, __, shown) => {
    button.setAttribute("aria-pressed", String(ids.join() === focus.allChosen().join()));
    button.classList.toggle("is-pointed", ids.some((id) => shown.includes(id)));
  });
  return button;
}

/**
 * All parks as cards, those that are known to be there and no more as well.
 * @param {LinkPage} page
 * @returns {LinkedCard[]}
 */
export const parkCards = (page) => [
  ...page.parks,
  ...page.pairs.flatMap(({id, unnamed_park: unnamed}) => (unnamed ? [{name: word("unnamed_park"), pair: id, rows: unnamed.rows}] : []))
];

/**
 * That no source says something in so many words, and what it was inferred from.
 * @param {Text} reason
 * @returns {HTMLElement}
 */
export const inferredNote = (reason) => element("p", {class: "gk-note"}, [
  element("span", {class: "gk-tag is-inferred", text: word("inferred")}), element("span", {text: reason})
]);

/**
 * Where facts were read: once below them, or below each where they differ.
 * @param {{source: Text | null}[]} facts
 * @returns {{own: (fact: {source: Text | null}) => HTMLElement | null, common: HTMLElement | null}}
 */
export function sourcesOf(facts) {
  const isOne = new Set(facts.map(({source}) => JSON.stringify(source))).size === 1;
  /** @param {{source: Text | null}} fact */
  const said = ({source}) => (source ? element("p", {class: "gk-source", text: source}) : null);
  return {own: (fact) => (isOne ? null : said(fact)), common: isOne ? said(facts[0]) : null};
}

/**
 * @param {Fact} fact
 * @param {LinkPage} page
 * @param {HTMLElement | null} source
 * @returns {HTMLElement}
 */
function entry(fact, page, source) {
  const head = choosable(fact.pairs, "gk-fact", [
    element("span", {class: "gk-fact-words"}, [
      fact.label && element("span", {class: "gk-fact-label", text: fact.label}), element("span", {class: "gk-fact-value", text: fact.value})
    ]),
    pairNumbers(fact.pairs, page)
  ]);
  const past = pastNote(fact.due);
  return element("li", {class: "gk-entry"}, [head, past && element("p", {class: "gk-note"}, [past]), fact.inferred && inferredNote(fact.inferred), source]);
}

/**
 * Groups of facts, each under a heading that opens it, with how many they are.
 * @param {{title: Text, facts: Fact[], isOpen?: boolean}[]} groups
 * @param {LinkPage} page
 * @returns {HTMLElement[]}
 */
export function foldFacts(groups, page) {
  const {own, common} = sourcesOf(groups.flatMap(({facts}) => facts));
  const folds = groups.filter(({facts}) => facts.length).map(({title, facts, isOpen}) => {
    const list = element("ul", {class: "gk-entries"}, facts.map((fact) => entry(fact, page, own(fact))));
    const fold = element("details", {class: "gk-fold"}, [element("summary", {text: word("fold", {title, count: facts.length})}), list]);
    fold.open = Boolean(isOpen);
    return fold;
  });
  return common ? [...folds, common] : folds;
}
