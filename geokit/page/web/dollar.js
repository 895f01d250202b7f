// The two uses that folium's own layers make of $: an element from markup, and "when the page is ready".
var $ = function (what) {
  "use strict";
  if (what === document) {
    return {ready: (action) => action()};
  }
  const template = document.createElement("template");
  template.innerHTML = what.trim();
  return Array.from(template.content.children);
};
