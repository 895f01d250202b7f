// What pages are given, and what their scripts hand to each other.

export type Language = "zh" | "en";
/** The same text in each language, or one for both. */
export type Text = string | number | Record<Language, string>;
export type Fields = Record<string, Text>;
export type Attributes = Record<string, Text>;
export type Action = () => void;
export type Child = Node | null | undefined | false | 0 | "";
export type Options = {class?: string, text?: Text, attributes?: Attributes};
/** Latitude and longitude, degrees. */
export type LatLng = [number, number];
export type Rings = [number, number][][];
export type Sheet = "A3" | "A4";
/** What an address names. */
export type Kind = "pair" | "park" | "phase" | "parcel" | "finding" | "change";
export type Destination = {kind: Kind, id: string};

declare global {
  interface Element {
    gkText?: Text;
    gkAttributes?: Attributes;
    gkGroup?: Group;
  }
}

export interface Headline {
  term?: string, sign?: Text, value: Text, label: Text, is_main?: boolean;
  /** As one number with its unit. */
  large?: Text | null;
  /** Of a date: the last month that it may be, and whether it names none. */
  since?: {year: number, month: number, is_rough: boolean};
}

export interface Marks {audience: Text | null, slots: Text[], attribution: Text[], law: Text}

/** A square that is repeated: its side, and lines in it as x1, y1, x2, y2. */
export interface Hatch {size: number, width: number, lines: [number, number, number, number][]}

/** How a thing is drawn: see geokit/symbols.py. Its colours are properties of the style, by its key. */
export interface SymbolData {
  width: number, dash?: number[], is_round?: boolean, is_line?: boolean, opacity?: number, hatch?: Hatch;
  /** How opaque it is where it lies below changes. */
  below?: number;
  /** The corners of its sign, which is two wide, around 0. */
  marker?: [number, number][], size?: number;
}

/** What every page is given. */
export interface Page {
  language: Language;
  title: Text;
  /** What the browser's title says. */
  document: Text;
  subtitle?: Text;
  marks: Marks;
  facts: Text[];
  words: Record<string, Record<Language, string>>;
  symbols: Record<string, SymbolData>;
  headlines?: Headline[];
  /** The other pages of this file. */
  views?: {id: string, title: Text}[];
  /** Of one of these: which it is, its styles, the options of its map, and its pair. */
  view?: string, styles?: string[], map?: L.MapOptions, pair?: string;
}

/** What a page says before measuring begins, and whether it refuses; null where it has nothing to say. */
export type Guard = () => {words: Text, isRefused: boolean} | null;

export interface Row {label: Text, value: Text, due?: string | null, group?: Text}

export interface Drawing {width: number, height: number, unit_m: number}

/** An outline with its zones, off the map: y down, in units of its own. */
export interface Sketch extends Drawing {
  outline: Rings, is_schematic: boolean, zones: {name: Text, paths: Rings, is_schematic: boolean}[];
  /** What the outline is, and what is not drawn. */
  notes: Text[];
}

export interface Card {name: Text, rows: Row[], sketch?: Sketch | null}

/** One table of what a map shows: its rows are asked for by their place, so that of very many only a page is made. */
export interface TableSection {
  caption: Text, columns: {label: Text, isNumber?: boolean}[];
  count: () => number, row: (at: number) => (Text | null)[];
  /** Show a row on the map. */
  open?: (at: number) => void;
}

// Geometry

/** Whole numbers, as narrow as they are. */
export type Numbers = Int8Array | Int16Array | Int32Array | Float64Array;

/** Lists of whole numbers as bytes: how many each has, and of how many bytes. */
export interface PackedNumbers {streams: [number, number][], data: string}

/** Shapes as bytes: see geokit/page/geometry.py. */
export interface Packed extends PackedNumbers {
  shapes: number, parts: number, rings: number, points: number;
  units: number, west: number, north: number, size: number;
}

/**
 * Shapes as flat arrays, y down: a place is `(west + x) / units` of a world one wide. A shape has parts from one to before
 * another, a part rings, a ring points; their arrays say where those of each begin, and at their end how many there are. An
 * open part is a line, or one point.
 */
export interface Shapes {
  count: number;
  from: Uint32Array, to: Uint32Array, rings: Uint32Array, points: Uint32Array, isOpen: Uint8Array;
  x: Int32Array | Float64Array, y: Int32Array | Float64Array;
  units: number, west: number, north: number;
  /** West, north, east and south of each, in the world. */
  boxes: Float64Array;
}

export interface Frame {
  scale: number, left: number, top: number, size: L.Point;
  west: number, north: number, east: number, south: number;
}

export type Box = [number, number, number, number];
export type Place = {x: number, y: number};
export type Paint = (context: CanvasRenderingContext2D, frame: Frame) => void;

export interface Style {
  stroke: string, weight: number, fill?: string | CanvasPattern, fillOpacity?: number, dash?: number[];
  /** What is smaller is a rectangle, and how much that covers. */
  smallPx?: number, smallOpacity?: number, smallFill?: string;
}

// Words on a map

export type Edges = {left: number, right: number, top: number, bottom: number};

export interface Label {
  point: L.LatLngExpression, node: HTMLElement, priority: number;
  centred?: boolean, fixed?: boolean, above?: "park" | "zone";
  within?: () => number, high?: () => number, resize?: Action;
}

export type Labels = import("./labels.js").Labels;

// The map of links

export interface District {
  id: string, name: Text, title: Text, city: string, point: LatLng, total: Text | null;
  /** Without one it is drawn as a disc. */
  has_outline: boolean;
  bounds: [LatLng, LatLng], pairs: number[];
}

export interface Pair {
  id: string, number: number, name: Text, colour: string, distance: Text, land: Text | null, land_label: Text | null, land_large: Text | null, land_other: Text | null;
  /** How wide its ribbon is, 0 to 3; null where no area is published. */
  width_class: number | null;
  /** Helping and helped district. */
  ends: [string, string], source: Text, uncertainty: Text | null;
  /** What is said of a park that has neither name nor figure. */
  unnamed_park: {text: Text, rows: Row[], inferred: Text | null, source: Text} | null;
}

/** The card of something that is a pair's. */
export interface LinkedCard extends Card {pair: string}

export interface LinkedPark extends LinkedCard {
  id: string, area: Text | null, area_m2: number | null;
  /** The district's code. */
  district: string, anchor: LatLng | null, uncertainty_m: number | null;
}

export interface Enclave extends LinkedCard {
  id: string, point: LatLng;
  /** Where no source says where it is: what its place was inferred from. */
  inferred: Text | null;
}

/** A fact, the pairs that it is about, and the words that it rests on. */
export interface Fact {
  label: Text | null, value: Text, due: string | null, pairs: string[], inferred: Text | null, source: Text | null, quote: Text | null;
}

/** What happened, or was expected by the day that is due. */
export interface Milestone {
  date: Text, text: Text, is_expected: boolean, due: string | null, inferred: Text | null, pairs: string[], source: Text, quote: Text | null;
}

/** A sector, and the parks that name it. */
export interface Sector {name: Text, parks: string[]}

export interface City {id: string, name: Text, role: "supporter" | "host"}

/** A city's panel, and as far as land is drawn for it. */
export interface Panel {city: string, bounds: [LatLng, LatLng], reach: [LatLng, LatLng]}

/** Where the cities stand, and what runs between them; places are those of the layout, degrees. */
export interface Layout {
  /** By city, metres of EPSG:3857 to the east and north. */
  shifts: Record<string, [number, number]>;
  /** By city, where it is drawn at another scale than the projection's. */
  scales: Record<string, number>;
  bounds: [LatLng, LatLng], frames: Panel[];
  /** What is drawn of the true geography; beyond is paper. */
  horizon: [LatLng, LatLng] | null;
  city_names: Record<string, LatLng>;
  ribbons: Record<string, {outline: LatLng[], axis: LatLng[], mark: LatLng}>;
  flows: Record<string, {outline: LatLng[], axis: LatLng[]}>;
  badges: Record<string, LatLng>;
  /** The line from the district of a park to its badge. */
  ties: Record<string, [LatLng, LatLng]>;
  between: [LatLng, LatLng] | null;
  /** Where the way is longer than it is drawn. */
  gap: {from: LatLng, to: LatLng, km: number | string} | null;
  surroundings: Surrounding[], land: Packed;
}

/** What lies around the districts: the sea, a neighbour, or the rest of a city; without a point there is no room for its name. */
export interface Surrounding {kind: "sea" | "neighbour" | "city", city: string | null, name: Text, point: LatLng | null}

export interface Thumbnail {
  width: number, height: number, sea: Rings, land: Rings, km: number | string;
  cities: {city: string, rings: Rings, centre: [number, number]}[];
  /** From helping cities to those that they help. */
  ways: [[number, number], [number, number]][];
}

export interface LinkPage extends Page {
  cities: City[];
  districts: District[], district_shapes: Packed, pairs: Pair[], parks: LinkedPark[], enclaves: Enclave[];
  layouts: {wide: Layout, tall: Layout, true: Layout};
  milestones: Milestone[], sectors: Sector[], companies: Fact[], about: {title: Text, facts: Fact[]}[];
  /** Of each park that names sectors: whether those are all, and what they serve. */
  sector_parks: Fact[];
  /** What is drawn: the classes of ribbons, and the words of its signs. */
  legend: {widths: number[], kinds: string[]};
  /** None where there is no other side. */
  thumbnail: Thumbnail | null;
  /** How wide ribbons are where help comes from, metres on the map. */
  widths: {width_class: number, width_m: number, text: Text}[];
}

// The map of a park or of an audit

export interface Outline {
  name: Text, kind: "park" | "zone", legend: Text, is_schematic: boolean, label: LatLng;
}

export interface VaguePlace {point: LatLng, legend: Text, uncertainty_m: number, district: Packed}

export interface Inset extends Drawing {
  name: Text | null, west: number, north: number, units_per_lon: number, units_per_lat: number;
  districts: {is_own: boolean, paths: Rings}[], place: [number, number] | null, uncertainty_m: number;
}

export interface BarPart {group: number, share: number, mu: number, count: number, uncounted: number}

/** What was published or declared of a phase. */
export interface BarFrame {mu: number, text: Text}

export interface Bar {
  phase: number, id: string | null, name: Text, total: string, uncounted: number, frame: BarFrame | null, parts: BarPart[];
  /** How the phase is drawn, where parcels are told apart by it. */
  key?: string;
}

export interface StageGroup {group: number, key: string, name: Text}

/** Numbers that differ from others: where, and by how much. */
export interface Changes {at: ArrayLike<number>, by: ArrayLike<number>}

export interface Moment {
  name: Text, bars: Bar[], headlines: Headline[], at: ArrayLike<number>, groups: ArrayLike<number>, counted: Changes;
}

export interface Column {name: string, label: Text, areas_m2?: ArrayLike<number | null>, codes?: ArrayLike<number>, texts?: Text[]}

/** What parcels are called. */
export interface Names {
  length: number;
  get(at: number): string;
  /** -1 where none is called so. */
  indexOf(name: string): number;
  mapped(change: (text: string) => string): string[];
}

/** A table whose lists of numbers and names are packed apart from the rest: see geokit/page/tables.py. */
export interface PackedTable extends PackedNumbers {json: string}

/** What is known of each parcel of a layer; it comes compressed where they are many. */
export interface Table {
  ids: Names, groups: ArrayLike<number>, phases: ArrayLike<number>, columns: Column[], moments: Moment[];
  /** Positions of parcels without an area, and of those whose outline is invalid. */
  unmeasured: ArrayLike<number>, invalid: number[];
  /** What parcels add to printed sums, beside their own rounded area: thousandths of a mu. */
  counted: Changes | null;
}

export interface Layer extends Table {
  park: string | null, packed: Packed, table?: PackedTable;
  /** Where parcels come as sums by squares: how wide those are, in widths of the world, and what is in each. */
  cell?: number, sums?: {counts: ArrayLike<number>, uncounted: ArrayLike<number>, thousandths: ArrayLike<number>};
  is_many: boolean, is_by_view: boolean;
  /** Whether parcels are told apart by phase: nobody knows of any how far it is. */
  is_by_phase: boolean;
  legend: StageGroup[], bars: Bar[], days: Text[];
}

/** What a page knows of a layer while it is looked at. */
export interface LiveLayer {
  data: Layer, shapes: Shapes, number: number;
  /** Of the chosen day. */
  groups: ArrayLike<number>;
  /** 1 where the filter lets a parcel through. */
  shown: Uint8Array;
  /** How many parcels each is, 1 but where they come as sums, and how many of them have no area. */
  counts: Uint32Array, uncounted: ArrayLike<number>;
  /** Thousandths of a mu, of the chosen day. */
  counted: ArrayLike<number>;
  /** The outline whose land that is in no parcel is painted. */
  ground?: {shapes: Shapes, at: number};
}

/** Sums by phase and group. */
export interface Sums {mu: number, count: number, uncounted: number}

export interface Severity {key: string, rank: number, name: Text, count: number}

export interface State {key: string, name: Text, count: number}

export interface MapFinding {
  number: number, group: number, title: Text, fact: Text, fingerprint: string;
  rule: string, severity: string, park: string, subjects: string[], message: Text, source: string, state?: string;
}

/** The parcels and phases that a finding names. */
export interface Subjects {layer: number, parcels: number[], phases: number[]}

export interface Ground {name: Text, area: Text, is_bare: boolean}

export interface SitePage extends Page {
  /** Their ids. */
  parks: string[];
  outlines: Outline[], outline_shapes: Packed, parcels: Layer[], notes: Text[];
  vague_place?: VaguePlace | null, inset?: Inset | null, card?: Card | null, uncertainty_km?: string | null;
  ground?: Ground | null;
  is_plain?: boolean, findings?: MapFinding[], groups?: PackedGroup[], finding_shapes?: Packed, severities: Severity[], states?: State[];
  finding_subjects?: (Subjects | null)[];
}

/** A finding of a map; without a place it has neither shape nor bounds. */
export interface LiveFinding {
  data: MapFinding, at: number, number: number, severity: Severity, subjects: Subjects | null;
  isShown: boolean, isWide: boolean, lines: () => LatLng[][][], shape: L.FeatureGroup | null, bounds: L.LatLngBounds | null;
}

// The report

/** What is known of each finding, by its position in the report; and the names of the parcels. */
export interface Columns {
  group: number[], subjects: Text[][], fact: Text[], message: Text[];
  m2: (number | null)[], mu: (number | null)[], m: (number | null)[], deg: (number | null)[];
  /** Positions in `limits`. */
  limit: (number | null)[], limits: Text[];
  place: string[], north: (number | null)[], east: (number | null)[], fingerprint: string[];
  names: string[];
}

export interface PackedGroup {
  number: number, rule: string, title: Text, severity: string, park: string, findings?: number[], is_many: boolean, least: number;
  why?: Text | null, lead?: Text, unlisted?: number;
}

export interface Report {
  parks: Record<string, Text>, degrees: string[], is_public: boolean, severities: Severity[];
  figures: Text[], notes: Text[], columns: Columns | string, groups: PackedGroup[];
  /** Of each finding its shape, and a point on it. */
  shapes: Packed, marks: Packed;
  parcels: Packed, outlines: Packed, circles: Packed, outline_names: Text[], circle_names: Text[];
  /** How many findings of a group, and how many rows in all, are printed. */
  printed: {members: number, rows: number};
}

export interface ReportPage extends Page {report: Report}

export interface Group {
  number: number, park: string, rule: string, title: Text, why: Text | null, severity: Severity, isMany: boolean, isOpen: boolean;
  unlisted: number;
}

export interface Finding {
  number: number, group: Group, severity: Severity, subjects: Text[], fact: Text, message: Text;
  m2: number | null, mu: number | null, m: number | null, deg: number | null;
  limit: Text | null, place: string, north: number | null, east: number | null, fingerprint: string;
}

/** A finding that has a place. */
export interface Placed {finding: Finding, at: number, x: number, y: number, box: Box, isWide: boolean}

export type TableRow = {finding: Finding, isMember: boolean} | {group: Group, members: Finding[]} | {unprinted: number};

export interface Wanted {hidden: Set<string>, rule: string, park: string, text: string}

export interface Order {by: string, way: number}

// The map of a change

export interface StageName {group: number, key: string, name: Text}

export interface ChangeKind {key: string, symbol: string, sign: string, name: Text}

export interface FieldChange {label: Text, before: Text, after: Text}

/** What became of parcels, a place in each list; parcels are numbers in their state's layer, -1 where one is not drawn. */
export interface ChangeTable {
  kinds: number[], old: number[][], new: number[][], old_ids: string[][], new_ids: string[][];
  before_m2: (number | null)[], after_m2: (number | null)[], gained_m2: (number | null)[], lost_m2: (number | null)[];
  sentences: Text[], facts: FieldChange[][];
}

/** Before, after, change, gained, lost, reclassified: as they are printed. */
export interface SumFigures {mu: string[], m2: string[]}

export interface ChangePage extends Page {
  states: {name: Text, layer: Layer}[], groups: StageName[], kinds: ChangeKind[], unchanged: string, notes: Text[];
  /** Compressed where they are many. */
  events: ChangeTable | string;
  /** Where the sign of each stands; a line is where it went from and to. */
  signs: Packed;
  gained: Packed, gained_events: number[], lost: Packed, lost_events: number[];
  sums: SumFigures & {rows: (SumFigures & {phase: Text, key: string, stage: Text})[]};
}

export interface ChangeState {layer: Layer, shapes: Shapes}

export interface Drawn {
  states: ChangeState[], events: ChangeTable, marks: Shapes, gained: Shapes, lost: Shapes;
  gainedEvents: number[], lostEvents: number[], boxes: Float64Array;
}

/** A sign of one or several changes: `half` is how far it reaches to either side, pixels. */
export interface PlacedSign {x: number, y: number, half: number, text: string, symbol: string, events: number[]}
/** From where to where words may reach across a canvas, in its pixels. */
export interface Reach {left: number, right: number}
/** The line between two states: which share of the map is of the earlier one, told to whoever asked. */
export interface SwipeLine {share: number, listen(act: () => void): void, move(to: number): void}
