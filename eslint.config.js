// The rules that pages' scripts are held to; types are TypeScript's to check.
const browser = [
  "document", "window", "getComputedStyle", "L", "Response", "TextDecoder", "DecompressionStream", "Element",
  "atob", "console", "Path2D", "DOMMatrix"
];
const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

const rules = {
  "complexity": ["error", 10],
  "consistent-return": "error",
  "curly": "error",
  "eqeqeq": "error",
  "max-depth": ["error", 3],
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", {max: 50, skipComments: true, skipBlankLines: true}],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-loop-func": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-restricted-properties": [
    "error", ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({property, message: "Text is text."}))
  ],
  "no-undef": "error",
  "no-unreachable": "error",
  "no-unused-vars": "error",
  "no-use-before-define": ["error", {functions: false, variables: false}],
  "no-var": "error",
  "prefer-const": "error",
  "semi": "error"
};

export default [
  {ignores: ["geokit/page/web/dist/**"]},
  {
    files: ["geokit/page/web/src/**/*.js"],
    languageOptions: {ecmaVersion: 2022, sourceType: "module", globals: readonly(browser)},
    linterOptions: {reportUnusedDisableDirectives: "error"},
    rules
  },
  // Read by browsers that read nothing else, and what folium's own layers call.
  {
    files: ["geokit/page/web/*.js"],
    languageOptions: {ecmaVersion: 2015, sourceType: "script", globals: readonly(["document", "window"])},
    rules: {...rules, "no-var": "off", "no-unused-vars": "off", "no-restricted-properties": "off", "prefer-const": "off"}
  }
];
