// The frame around the map: heading, buttons, marks and the law.
(function () {
  "use strict";

  function languageButton() {
    return geokit.button(
      geokit.word("switch_language"),
      () => geokit.speakIn(geokit.language === "zh" ? "en" : "zh"),
      {class: "gk-language", attributes: {title: geokit.word("switch_language_hint")}}
    );
  }

  function isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  }

  const themeListeners = [];
  geokit.onTheme = (listener) => themeListeners.push(listener);
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  // Safari 13 knows the older way alone.
  scheme.addEventListener ? scheme.addEventListener("change", tellTheme) : scheme.addListener(tellTheme);

  function tellTheme() {
    themeListeners.forEach((listener) => listener());
  }

  function themeButton() {
    const label = () => geokit.word(isDark() ? "light" : "dark");
    const button = geokit.button(label(), () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      geokit.setText(button, label());
      tellTheme();
    });
    return button;
  }

  function fullScreenButton() {
    const root = document.documentElement;
    if (!root.requestFullscreen || !document.fullscreenEnabled) {
      return null;
    }
    const button = geokit.button(geokit.word("full_screen"), () =>
      document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()
    );
    document.addEventListener("fullscreenchange", () =>
      geokit.setText(button, geokit.word(document.fullscreenElement ? "leave_full_screen" : "full_screen"))
    );
    return button;
  }

  function heading() {
    const marks = geokit.page.marks;
    return geokit.node("div", {class: "gk-title"}, [
      geokit.node("h1", {text: geokit.page.title}),
      marks.audience && geokit.node("span", {class: "gk-mark", text: marks.audience}),
      geokit.page.subtitle && geokit.node("p", {text: geokit.page.subtitle})
    ]);
  }

  // A headline is a number with what it counts; the terms of an equation have a sign before them.
  function headline(item) {
    const sign = item.sign ? geokit.node("span", {class: "gk-sign", text: item.sign}) : null;
    const box = geokit.node("div", {class: item.is_main ? "gk-headline is-main" : "gk-headline"}, [
      geokit.node("dd", {}, [sign, geokit.node("span", {class: "gk-value", text: item.value})].filter(Boolean)),
      geokit.node("dt", {text: item.label})
    ]);
    if (item.term) {
      box.dataset.term = item.term;
    }
    return box;
  }

  // Show another figure of a term, with what it is called on that day.
  geokit.setHeadline = function (item) {
    const box = document.querySelector('.gk-headline[data-term="' + item.term + '"]');
    geokit.setText(box.querySelector(".gk-sign"), item.sign);
    geokit.setText(box.querySelector(".gk-value"), item.value);
    geokit.setText(box.querySelector("dt"), item.label);
  };

  function headlines() {
    const items = (geokit.page.headlines || []).map(headline);
    return items.length ? geokit.node("dl", {class: "gk-headlines"}, items) : null;
  }

  function buttons() {
    return geokit.node("div", {class: "gk-buttons"}, [languageButton(), themeButton(), fullScreenButton()]);
  }

  // Seen on paper alone.
  function printedOn() {
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    return geokit.node("span", {class: "gk-printed-on", text: geokit.word("printed_on", {day: day})});
  }

  function footer() {
    const marks = geokit.page.marks;
    return [
      geokit.node("p", {class: "gk-slots"}, marks.slots.concat(geokit.page.facts).map((text) => geokit.node("span", {text: text})).concat(printedOn())),
      geokit.node("p", {class: "gk-credits"}, marks.attribution.map((text) => geokit.node("span", {text: text}))),
      geokit.node("p", {class: "gk-law", text: marks.law})
    ];
  }

  geokit.buildFrame = function () {
    const head = document.querySelector(".gk-head");
    [heading(), headlines(), buttons()].filter(Boolean).forEach((part) => head.appendChild(part));
    footer().forEach((part) => document.querySelector(".gk-foot").appendChild(part));
  };
})();
