"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const find = (id) => document.getElementById(id);
const stage = find("stage");
const state = { language: document.documentElement.lang, view: "map", chosen: "" };
const boxes = {};

function drawing() { return find(state.view + "-" + state.language); }
function told() { return data[state.language]; }

function show() {
  const words = told().words;
  document.documentElement.lang = state.language;
  document.title = find("title").textContent = told().title;
  find("marked").textContent = told().marked.join("  ");
  find("foot").textContent = told().foot;
  find("search").placeholder = words.search;
  find("show-map").textContent = words.map;
  find("show-flows").textContent = words.flows;
  for (const view of ["map", "flows"]) find("show-" + view).classList.toggle("chosen", state.view === view);
  for (const [id, name] of [["in", words.zoom_in], ["out", words.zoom_out], ["whole", words.whole]]) find(id).title = name;
  for (const svg of stage.querySelectorAll(":scope > svg")) svg.classList.toggle("shown", svg === drawing());
  for (const language of Object.keys(data)) {
    find("legend-" + language).style.display = language === state.language && state.view === "map" ? "block" : "none";
    find("language-" + language).classList.toggle("chosen", language === state.language);
  }
  list();
  choose(state.chosen);
}

function box() {
  const svg = drawing();
  if (!boxes[svg.id]) boxes[svg.id] = svg.getAttribute("viewBox").split(" ").map(Number);
  return boxes[svg.id];
}

function look(x, y, width, height) {
  boxes[drawing().id] = [x, y, width, height];
  drawing().setAttribute("viewBox", [x, y, width, height].join(" "));
}

function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing().getScreenCTM().inverse());
  return [point.x, point.y];
}

function zoom(factor, centre) {
  const [x, y, width, height] = box();
  const [cx, cy] = centre || [x + width / 2, y + height / 2];
  const least = drawing().dataset.width * 1 / 40;
  if (width / factor < least || width / factor > drawing().dataset.width * 1.5) return;
  look(cx - (cx - x) / factor, cy - (cy - y) / factor, width / factor, height / factor);
}

function whole() { const svg = drawing(); look(0, 0, +svg.dataset.width, +svg.dataset.height); }

function entry(key) { return told().entries.find((one) => one.key === key); }

function choose(key, near) {
  state.chosen = key;
  const one = entry(key);
  const wanted = new Set(one ? [one.key, ...one.targets] : []);
  let first = null;
  for (const mark of drawing().querySelectorAll("[data-t]")) {
    const name = mark.dataset.t;
    const rows = name.startsWith("band:") ? told().bands[+name.slice(5)] : [name];
    const chosen = rows.some((row) => wanted.has(row));
    mark.classList.toggle("chosen", chosen);
    if (chosen && !first) first = mark;
  }
  drawing().classList.toggle("chosen", first !== null);
  card(one);
  if (near && first) {
    const [, , width, height] = box();
    const area = first.getBoundingClientRect();
    const [x, y] = place({ clientX: area.left + area.width / 2, clientY: area.top + area.height / 2 });
    look(x - width / 2, y - height / 2, width, height);
  }
}

function card(one) {
  const holder = find("card");
  holder.replaceChildren();
  const add = (name, text, role) => {
    const item = document.createElement(name);
    item.textContent = text;
    item.className = role || "";
    holder.append(item);
  };
  if (!one) return add("p", told().words.hint, "soft");
  add("h2", one.title);
  add("p", one.kind, "soft");
  for (const line of one.lines) add("p", line);
}

function list() {
  const wanted = find("search").value.trim().toLowerCase();
  const holder = find("list");
  holder.replaceChildren();
  const found = told().entries.filter((one) => wanted
    ? (one.title + " " + one.kind).toLowerCase().includes(wanted) : one.number > 0);
  for (const one of found.slice(0, 60)) {
    const item = document.createElement("li");
    item.tabIndex = 0;
    const number = document.createElement("b");
    number.textContent = one.number > 0 ? one.number : "";
    const kind = document.createElement("span");
    kind.textContent = one.number > 0 ? one.lines[0] : one.kind;
    item.append(number, one.title, kind);
    item.onclick = () => choose(one.key, true);
    item.onkeydown = (event) => { if (event.key === "Enter") choose(one.key, true); };
    holder.append(item);
  }
  if (!found.length) holder.textContent = told().words.nothing;
}

function start() {
  for (const svg of stage.querySelectorAll(":scope > svg")) {
    [, , svg.dataset.width, svg.dataset.height] = svg.getAttribute("viewBox").split(" ");
    if (svg.id.startsWith("legend-")) find("legend").append(svg);
  }
  for (const language of Object.keys(data)) {
    const button = document.createElement("button");
    button.id = "language-" + language;
    button.textContent = data[language].words.name;
    button.onclick = () => { state.language = language; show(); };
    find("languages").append(button);
  }
  find("show-map").onclick = () => { state.view = "map"; show(); };
  find("show-flows").onclick = () => { state.view = "flows"; show(); };
  find("in").onclick = () => zoom(1.4);
  find("out").onclick = () => zoom(1 / 1.4);
  find("whole").onclick = whole;
  find("search").oninput = list;
  stage.onwheel = (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, place(event)); };
  let grip = null;
  let moved = false;
  stage.onpointerdown = (event) => { grip = place(event); moved = false; };
  stage.onpointermove = (event) => {
    if (!grip || !event.buttons) return;
    const [x, y] = place(event);
    const [left, top, width, height] = box();
    if (Math.hypot(x - grip[0], y - grip[1]) > width / 300) moved = true;
    if (moved) look(left + grip[0] - x, top + grip[1] - y, width, height);
  };
  stage.onpointerup = (event) => {
    grip = null;
    if (moved) return;
    const mark = event.target.closest("[data-t]");
    if (!mark) return choose("");
    const name = mark.dataset.t;
    const rows = name.startsWith("band:") ? told().bands[+name.slice(5)] : [name];
    choose(rows.find((row) => entry(row)) || "");
  };
  document.onkeydown = (event) => {
    if (event.target.tagName === "INPUT") return;
    if (event.key === "Escape") choose("");
    if (event.key === "+" || event.key === "=") zoom(1.4);
    if (event.key === "-") zoom(1 / 1.4);
  };
  show();
}

start();
