// Text on the page. Data is only ever textContent, so that nothing in it can run.
var geokit = {parts: [], page: JSON.parse(document.getElementById("gk-data").textContent)};

(function () {
  "use strict";
  geokit.language = geokit.page.language;

  function fill(template, fields) {
    return template.replace(/\{(\w+)\}/g, (whole, name) => (name in fields ? String(fields[name]) : whole));
  }

  // A text is a plain string or one string a language.
  geokit.say = function (text) {
    return text !== null && typeof text === "object" ? text[geokit.language] : String(text);
  };

  // A word of the page's dictionary, its fields filled in each language.
  geokit.word = function (key, fields) {
    const word = geokit.page.words[key];
    const filled = {};
    for (const language of ["zh", "en"]) {
      const said = {};
      for (const name of Object.keys(fields || {})) {
        const value = fields[name];
        said[name] = value !== null && typeof value === "object" ? value[language] : value;
      }
      filled[language] = fill(word[language], said);
    }
    return filled;
  };

  function speak(node) {
    if (node.gkText !== undefined) {
      node.textContent = geokit.say(node.gkText);
    }
    for (const name of Object.keys(node.gkAttributes || {})) {
      node.setAttribute(name, geokit.say(node.gkAttributes[name]));
    }
  }

  // Build an element: options are class, text, and attributes, whose values are texts.
  geokit.node = function (tag, options, children) {
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
  };

  geokit.drawing = function (tag, attributes, children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const name of Object.keys(attributes || {})) {
      node.setAttribute(name, attributes[name]);
    }
    for (const child of children || []) {
      node.appendChild(child);
    }
    return node;
  };

  geokit.button = function (text, action, options) {
    const node = geokit.node("button", Object.assign({text: text}, options));
    node.type = "button";
    node.addEventListener("click", action);
    return node;
  };

  geokit.setText = function (node, text) {
    node.gkText = text;
    speak(node);
  };

  geokit.setAttributes = function (node, attributes) {
    node.gkAttributes = attributes;
    speak(node);
  };

  const listeners = [];
  geokit.onLanguage = function (listener) {
    listeners.push(listener);
  };

  geokit.speakIn = function (language) {
    geokit.language = language;
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = geokit.say(geokit.page.title);
    document.querySelectorAll("body *").forEach(speak);
    listeners.forEach((listener) => listener(language));
  };
})();
