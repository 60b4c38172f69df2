// The pages are readable without this script. It adds the search and, on the graph, filters and neighbours.
"use strict";
(() => {
  const root = document.body.dataset.root;
  const element = (name, text) => { const made = document.createElement(name); made.textContent = text; return made; };
  const field = document.getElementById("search"), list = document.getElementById("found");
  const plain = text => text.toLowerCase();
  field.addEventListener("input", () => {
    list.replaceChildren();
    const wanted = plain(field.value.trim());
    if (!wanted) return;
    // (C.4) and Lemma 4.2 are the ids C.4 and lemma-4.2; what is named so comes before what only holds the words
    const id = wanted.replace(/^\((.*)\)$/, "$1").replace(/ /g, "-");
    const rank = row => plain(row[0]) === id || plain(row[4]) === wanted ? 0 : plain(row[0]).startsWith(id) ? 1 : plain(row[4]).includes(wanted) ? 2 : plain(row[0] + " " + row[5]).includes(wanted) ? 3 : 9;
    const found = CLAIMS.map(row => [rank(row), row]).filter(pair => pair[0] < 9).sort((a, b) => a[0] - b[0]).slice(0, 12);
    for (const [, row] of found) {
      const link = element("a", `${row[0]} (${row[1]}) ${row[2]} — ${row[5] || row[4]}`), item = element("li", "");
      link.href = root + row[6]; item.append(link); list.append(item);
    }
    if (!found.length) list.append(element("li", "nothing found"));
  });
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") { field.value = ""; list.replaceChildren(); }
    if (event.key === "Enter" || event.key === "ArrowDown") { const first = list.querySelector("a"); if (first) { event.preventDefault(); event.key === "Enter" ? first.click() : first.focus(); } }
  });
  // what scrolls on the screen would be cut on paper, where some 640 points are between the margins
  const formulas = [...document.querySelectorAll(".formula > *")];
  const widthOf = one => { const range = document.createRange(); range.selectNodeContents(one); return range.getBoundingClientRect().width; };
  window.addEventListener("beforeprint", () => formulas.map(one => [one, widthOf(one)]).forEach(([one, width]) => { if (one.localName === "math" && width > 640) one.style.fontSize = `${Math.max(.25, 1.1 * 640 / width)}em`; }));
  window.addEventListener("afterprint", () => formulas.forEach(one => { one.style.fontSize = ""; }));
  const graph = document.getElementById("graph");
  if (!graph) return;
  const nodes = CLAIMS.map((_, number) => document.getElementById("n" + number)), panel = document.getElementById("panel"), near = document.getElementById("near"), canvas = document.getElementById("canvas");
  const choose = ["status", "chapter", "edition"].map(name => document.getElementById(name)), shown = document.getElementById("shown");
  const place = node => node.transform.baseVal.getItem(0).matrix;
  const home = nodes.map(node => [place(node).e, place(node).f]);
  const put = (number, x, y) => nodes[number].setAttribute("transform", `translate(${x} ${y})`);
  // the neighbours come close: what it rests on to the left, what rests on it to the right
  const gather = number => {
    const box = graph.viewBox.baseVal, sides = [[CLAIMS[number][8], -1], [CLAIMS[number][9], 1]];
    const [x, y] = [Math.min(Math.max(home[number][0], 250), Math.max(250, box.width - 480)), home[number][1]];
    put(number, x, y);
    for (const [others, side] of sides) { const top = Math.max(20, y - 10 * (others.length - 1)); others.forEach((other, k) => put(other, x + side * 230, top + 20 * k)); }
  };
  let focus = null;
  // from the end of a name on, so that no line goes through it
  const curve = (low, high) => { const a = place(nodes[low]), b = place(nodes[high]), start = a.e + nodes[low].getBBox().width, middle = (start + b.e) / 2; return `M${start} ${a.f}C${middle} ${a.f} ${middle} ${b.f} ${b.e} ${b.f}`; };
  // what a filter leaves stands close together at the top, in the columns it has among all
  const arrange = kept => {
    const columns = new Map();
    for (const number of [...kept].sort((a, b) => home[a][0] - home[b][0] || home[a][1] - home[b][1])) columns.set(home[number][0], [...columns.get(home[number][0]) || [], number]);
    [...columns.values()].forEach((column, k) => column.forEach((number, row) => put(number, 30 + 230 * k, 30 + 20 * row + 10 * (k % 2))));
  };
  const between = kept => [...kept].flatMap(high => CLAIMS[high][8].filter(low => kept.has(low)).map(low => curve(low, high)));
  const draw = () => {
    const [status, chapter, edition] = choose.map(select => select.value), filtered = !!(status || chapter || edition);
    const fits = number => (!status || nodes[number].classList.contains(status)) && (!chapter || nodes[number].dataset.c === chapter) && (!edition || nodes[number].dataset.e === edition);
    const kept = new Set(focus === null ? [...nodes.keys()].filter(fits) : [focus, ...CLAIMS[focus][8], ...CLAIMS[focus][9]]);
    nodes.forEach((node, number) => { node.classList.toggle("off", !kept.has(number)); node.classList.toggle("chosen", number === focus); });
    graph.classList.toggle("focus", focus !== null || filtered);
    if (focus === null) home.forEach(([x, y], number) => put(number, x, y));
    if (focus === null && filtered) arrange(kept);
    near.setAttribute("d", (focus !== null ? CLAIMS[focus][8].map(other => curve(other, focus)).concat(CLAIMS[focus][9].map(other => curve(focus, other))) : filtered ? between(kept) : []).join(""));
    shown.textContent = `${kept.size} of ${nodes.length} claims`;
  };
  const open = number => {
    home.forEach(([x, y], other) => put(other, x, y));
    focus = number; gather(number);
    const row = CLAIMS[number], link = element("a", "its page"), close = element("button", "Show all");
    link.href = row[6]; close.type = "button"; close.addEventListener("click", () => shut());
    panel.replaceChildren(element("h2", `${row[0]} (${row[1]})`), element("p", `${row[2]}${row[3] === row[2] ? "" : ", effectively " + row[3]} · ${row[4]} ${row[5]}`), element("p", row[7]), link, " ", close);
    panel.hidden = false; location.hash = nodes[number].id; draw(); panel.focus({ preventScroll: true });
    nodes[number].scrollIntoView({ block: "center", inline: "center" });
  };
  const shut = () => { const last = focus; focus = null; panel.hidden = true; history.replaceState(null, "", location.pathname); draw(); if (last !== null) nodes[last].focus(); };
  nodes.forEach((node, number) => node.addEventListener("click", event => { if (event.ctrlKey || event.metaKey) return; event.preventDefault(); open(number); }));
  choose.forEach(select => select.addEventListener("change", () => { focus = null; panel.hidden = true; draw(); canvas.scrollTo(0, 0); }));
  document.getElementById("all").addEventListener("click", () => { choose.forEach(select => { select.value = ""; }); shut(); });
  let scale = 1;
  const zoom = factor => { scale = Math.min(3, Math.max(.3, scale * factor)); const box = graph.viewBox.baseVal; graph.setAttribute("width", box.width * scale); graph.setAttribute("height", box.height * scale); };
  document.getElementById("closer").addEventListener("click", () => zoom(1.25)); document.getElementById("farther").addEventListener("click", () => zoom(.8));
  document.addEventListener("keydown", event => { if (event.key === "Escape" && focus !== null && event.target !== field) shut(); });
  const hash = nodes.findIndex(node => "#" + node.id === location.hash);
  draw(); if (hash >= 0) open(hash);
})();
