// What is filtered, in words, with the one button that takes it all back.

/** @import {SitePage, Text} from "../types.d.ts" */
import {hide} from "../focused.js";
import {filter} from "./filter.js";
import {element, makeButton, word} from "../text.js";

/**
 * @param {SitePage} page
 * @returns {Text[]}
 */
function chosen(page) {
  const layer = page.is_plain ? undefined : page.parcels[0];
  const bars = layer ? layer.bars : [];
  const found = [];
  const choice = filter.choice();
  if (choice) {
    found.push(word("chosen_field", {field: choice.label, name: choice.name}));
  }
  found.push(...bars.filter((bar) => bar.phase === filter.phase()).map((bar) => bar.name));
  found.push(...bars.filter((bar) => bar.phase === filter.lastPhase()).map((bar) => word("up_to", {name: bar.name})));
  const day = filter.day();
  if (layer && day !== null) {
    found.push(word("up_to", {name: layer.days[day]}));
  }
  /** @type {[Set<string | number>, {key: string | number, name: Text}[]][]} */
  const hidden = [
    [filter.hidden("group"), (layer ? layer.legend : []).map(({group, name}) => ({key: group, name}))],
    [filter.hidden("severity"), page.severities || []], [filter.hidden("state"), page.states || []]
  ];
  return [...found, ...hidden.flatMap(([keys, all]) => all.filter(({key}) => keys.has(key)).map(({name}) => word("without", {name})))];
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement}
 */
export function filterBar(page) {
  const words = element("ul", {});
  const note = element("p", {class: "gk-source", text: word("figures_filtered")});
  const bar = element("section", {class: "gk-filter-bar", attributes: {"aria-label": word("legend")}}, [
    element("div", {attributes: {role: "status"}}, [element("span", {text: word("filtered", {what: ""})}), words]),
    makeButton(word("reset"), filter.reset, {class: "gk-reset"}),
    note
  ]);
  filter.listen(() => {
    hide(bar, !filter.isOn(), () => document.querySelector(".folium-map"));
    note.hidden = Boolean(page.is_plain) || !filter.isOnParcels();
    words.textContent = "";
    chosen(page).forEach((text) => words.appendChild(element("li", {text})));
  });
  return bar;
}
