// What the map of links shows, as tables: who helps whom, districts, parks and enclaves.

/** @import {Fact, LinkedCard, LinkPage, Pair, Row, TableSection, Text} from "../types.d.ts" */
import {isPast} from "../cards.js";
import {addMapTable} from "../maptable.js";
import {word} from "../text.js";
import {joined, pairsOf, parkCards} from "./entries.js";
import {focus} from "./focus.js";

/**
 * @param {LinkPage} page
 * @returns {(id: string) => Text | null}
 */
function districtNames(page) {
  return (id) => (page.districts.find((district) => district.id === id) || {name: null}).name;
}

/** @param {LinkPage} page @returns {TableSection} */
function pairSection(page) {
  const nameOf = districtNames(page);
  return {
    caption: word("pairs"),
    columns: [
      {label: word("number"), isNumber: true}, {label: word("helping")}, {label: word("helped")}, {label: word("land"), isNumber: true},
      {label: word("distance")}, {label: word("place")}, {label: word("source")}
    ],
    count: () => page.pairs.length,
    row: (at) => {
      const {number, ends, land, distance, uncertainty, source} = page.pairs[at];
      return [number, nameOf(ends[0]), nameOf(ends[1]), land || word("not_published"), distance, uncertainty, source];
    },
    open: (at) => focus.choose(page.pairs[at].id)
  };
}

/** @param {LinkPage} page @returns {TableSection} */
function districtSection(page) {
  /** @param {string} id */
  const cityOf = (id) => (page.cities.find((city) => city.id === id) || {name: null}).name;
  /** @param {string} id */
  const pairsOf = (id) => page.pairs.filter(({ends}) => ends.includes(id));
  return {
    caption: word("districts"),
    columns: [{label: word("district")}, {label: word("city")}, {label: word("pairs_of")}, {label: word("land"), isNumber: true}],
    count: () => page.districts.length,
    row: (at) => {
      const {id, name, city, total} = page.districts[at];
      const pairs = pairsOf(id);
      const told = pairs.length ? pairs.map(({number}) => number).join(", ") : word("district_alone");
      return [name, cityOf(city), told, total || (pairs.length ? word("not_published") : null)];
    }
  };
}

const SENTENCES = {zh: "；", en: "; "};

/**
 * A row of a card as part of a cell: a zone with its name, and whether its date has passed.
 * @param {Row} row
 * @returns {Text}
 */
function cellText({group, label, value, due}) {
  const said = isPast(due) ? word("dated", {date: value, kind: word("passed")}) : value;
  return group ? word("moment", {date: label, text: said}) : said;
}

/**
 * Parks or enclaves: what their cards say, a column for each heading.
 * @param {Text} caption
 * @param {LinkedCard[]} cards
 * @param {Pair[]} pairs
 * @returns {TableSection}
 */
function cardSection(caption, cards, pairs) {
  /** @param {Row} row */
  const columnOf = ({group, label}) => group || label;
  const headings = [...new Map(cards.flatMap(({rows}) => rows).map((row) => [JSON.stringify(columnOf(row)), columnOf(row)])).entries()];
  return {
    caption,
    columns: [{label: word("name")}, {label: word("pair")}, ...headings.map(([, label]) => ({label}))],
    count: () => cards.length,
    row: (at) => {
      const {name, pair, rows} = cards[at];
      const found = pairs.find(({id}) => id === pair);
      const values = headings.map(([key]) => rows.filter((row) => JSON.stringify(columnOf(row)) === key).map(cellText));
      return [name, found ? found.name : null, ...values.map((texts) => (texts.length ? joined(texts, SENTENCES) : null))];
    },
    open: (at) => focus.choose(cards[at].pair)
  };
}

/**
 * What a fact rests on, after its own cells: its pairs, the words, whether it was inferred, and the source.
 * @param {Pick<Fact, "pairs" | "quote" | "inferred" | "source">} fact
 * @param {LinkPage} page
 */
const restOf = ({pairs, quote, inferred, source}, page) => [
  pairs.length ? joined(pairsOf(pairs, page).map(({name}) => name)) : null, quote, inferred, source
];
const restColumns = () => [word("pairs_of"), word("quote"), word("inferred"), word("source")].map((label) => ({label}));

/** @param {LinkPage} page @returns {TableSection} */
function timelineSection(page) {
  return {
    caption: word("timeline"),
    columns: [{label: word("date")}, {label: word("event")}, {label: word("kind")}, ...restColumns()],
    count: () => page.milestones.length,
    row: (at) => {
      const moment = page.milestones[at];
      const kind = word(moment.is_expected ? "expected" : "happened");
      return [moment.date, moment.text, isPast(moment.due) ? joined([kind, word("passed")]) : kind, ...restOf(moment, page)];
    },
    open: (at) => focus.chooseAll(page.milestones[at].pairs)
  };
}

/**
 * A sector a row, a park a column.
 * @param {LinkPage} page
 * @returns {TableSection}
 */
function sectorSection(page) {
  const parks = page.parks.filter(({id}) => page.sectors.some((sector) => sector.parks.includes(id)));
  return {
    caption: word("sectors"),
    columns: [{label: word("sector")}, ...parks.map(({name}) => ({label: name}))],
    count: () => page.sectors.length,
    row: (at) => [page.sectors[at].name, ...parks.map(({id}) => (page.sectors[at].parks.includes(id) ? "●" : ""))],
    open: (at) => focus.chooseAll([...new Set(parks.filter(({id}) => page.sectors[at].parks.includes(id)).map(({pair}) => pair))])
  };
}

/**
 * @param {LinkPage} page
 * @param {Text} caption
 * @param {Fact[]} facts
 * @returns {TableSection}
 */
function factSection(page, caption, facts) {
  return {
    caption,
    columns: [{label: word("fact")}, {label: word("kind")}, ...restColumns()],
    count: () => facts.length,
    row: (at) => [facts[at].value, facts[at].label, ...restOf(facts[at], page)],
    open: (at) => focus.chooseAll(facts[at].pairs)
  };
}

/**
 * What the catalogue says besides: when, in what, who.
 * @param {LinkPage} page
 * @returns {TableSection[]}
 */
function furtherSections(page) {
  /** @type {[Text, Fact[]][]} */
  const facts = [[word("sector_parks"), page.sector_parks], [word("companies"), page.companies], [word("programme"), page.about.flatMap((group) => group.facts)]];
  return [timelineSection(page), sectorSection(page), ...facts.map(([caption, all]) => factSection(page, caption, all))]
    .filter((section) => section.count() > 0);
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 */
export function addLinkTables(map, page) {
  const cards = /** @type {[Text, LinkedCard[]][]} */ ([[word("parks"), parkCards(page)], [word("enclaves"), page.enclaves]]);
  addMapTable(map, [
    pairSection(page), districtSection(page),
    ...cards.filter(([, all]) => all.length).map(([caption, all]) => cardSection(caption, all, page.pairs)),
    ...furtherSections(page)
  ]);
}
