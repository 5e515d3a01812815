// <live-chart>: curves that grow while something runs.
//
//   <live-chart src="/runs/7/stream" chart="loss" x="step" y="loss" log="y" says="Loss of two runs">
//     …a table or a drawn plot for whoever has no script…
//   </live-chart>
//
// Attributes
//   src        a stream of server-sent events: `point`, whose data is a JSON list of {chart, series, x, y} where x and y
//              are two numbers or two lists of equal length (null in y breaks the line), and `end`
//   ghost-src  the stream of another run to compare with, drawn faintly
//   ghost-name what that run is called; "earlier run" by default
//   points     a JSON list as in `point`: what is known already
//   ghost      the same of another run
//   chart      which points are ours, where several charts read one stream; points without a chart are everybody's
//   x, y       names of the axes, units included
//   log        "x", "y" or "x y": logarithmic axes, on which what is not above 0 has no place
//   ylow, yhigh, xlow, xhigh   fixed ends of an axis
//   marks      "dots" draws points instead of lines
//   says       what the chart shows; the last values are added for whoever cannot see it
//
// When the stream has ended the element sends itself the event "live-end", which bubbles.
import uPlot from "uplot";
import { follow } from "./event-stream";

interface Batch {
  chart?: string;
  series: string;
  x: number | number[];
  y: number | null | (number | null)[];
}

interface Curve {
  xs: number[];
  ys: (number | null)[];
  ghost: boolean;
  /** Carries the colour and the dashes that the style sheet gives to this curve. */
  key: SVGPathElement;
  value: HTMLElement | null;
}

type Limits = [number, number];

// One for each look of the style sheet; told apart without colours, round the origin, of about the same weight.
const shapes = [
  "M-3-3h6v6h-6z",
  "M0-4L4 3.2H-4z",
  "M0-4.4L4.4 0 0 4.4-4.4 0z",
  "M-4 0h8M0-4v8",
  "M-3-3l6 6M3-3l-6 6",
  "M-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
];
const svg = "http://www.w3.org/2000/svg";

class LiveChart extends HTMLElement {
  #curves = new Map<string, Curve>();
  #plot: uPlot | undefined;
  #upwards = document.createElement("p");
  #frame = document.createElement("div");
  #legend = document.createElement("div");
  #stops: (() => void)[] = [];
  #due = 0;
  #limits: { x: Limits; y: Limits } = { x: [0, 1], y: [0, 1] };
  #under: number | null = null;

  connectedCallback(): void {
    this.#rebuild();
    const size = new ResizeObserver(() => this.#fit());
    const theme = new MutationObserver(() => this.#plot?.redraw());
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const repaint = (): void => this.#plot?.redraw();
    size.observe(this);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    scheme.addEventListener("change", repaint);
    this.#stops.push(() => size.disconnect(), () => theme.disconnect(), () => scheme.removeEventListener("change", repaint));
    this.#take(this.getAttribute("ghost"), true);
    this.#take(this.getAttribute("points"), false);
    this.#read(this.getAttribute("ghost-src"), true);
    this.#read(this.getAttribute("src"), false);
    this.#draw();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops.splice(0)) stop();
    cancelAnimationFrame(this.#due);
    this.#due = 0;
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  get #dotted(): boolean {
    return this.getAttribute("marks") === "dots";
  }

  get #ghostName(): string {
    return this.getAttribute("ghost-name") ?? "earlier run";
  }

  /** What was inside was for browsers without script; it stays, out of sight and out of the way of a screen reader. */
  #rebuild(): void {
    this.#curves.clear();
    this.#frame.className = "chart";
    this.#frame.setAttribute("role", "img");
    this.#legend.className = "legend";
    // Lies above, since a narrow chart is too low for a long name that stands upright.
    this.#upwards.className = "upwards";
    this.#upwards.textContent = this.getAttribute("y") ?? "";
    this.#upwards.hidden = !this.#upwards.textContent;
    for (const child of this.children) if (child instanceof HTMLElement) child.hidden = true;
    this.#legend.replaceChildren();
    this.#frame.replaceChildren();
    this.append(this.#upwards, this.#frame, this.#legend);
    this.#plot = new uPlot(this.#options(), [[0, 1], [null, null]], this.#frame);
  }

  #read(address: string | null, ghost: boolean): void {
    if (!address) return;
    this.#stops.push(follow(address, {
      point: (data) => this.#take(data, ghost),
      end: () => ghost || this.dispatchEvent(new CustomEvent("live-end", { bubbles: true })),
    }));
  }

  #take(text: string | null, ghost: boolean): void {
    if (!text) return;
    const mine = this.getAttribute("chart");
    for (const batch of JSON.parse(text) as Batch[]) {
      if (mine && batch.chart && batch.chart !== mine) continue;
      const curve = this.#curve(batch.series, ghost);
      const xs = [batch.x].flat();
      const ys = [batch.y].flat();
      for (const [place, x] of xs.entries()) {
        curve.xs.push(x);
        curve.ys.push(ys[place] ?? null);
      }
    }
    this.#due ||= requestAnimationFrame(() => this.#draw());
  }

  #curve(name: string, ghost: boolean): Curve {
    const id = `${ghost ? "ghost" : "now"} ${name}`;
    const known = this.#curves.get(id);
    if (known) return known;
    const twin = this.#curves.get(`${ghost ? "now" : "ghost"} ${name}`);
    const others = new Set([...this.#curves.keys()].map((key) => key.replace(/^\S+ /, "")));
    const look = twin ? Number(twin.key.dataset["look"]) : others.size % shapes.length;
    const curve: Curve = { xs: [], ys: [], ghost, ...this.#entry(name, look, ghost) };
    this.#curves.set(id, curve);
    return curve;
  }

  /** A line of the legend: the stroke as drawn, the name, the value. */
  #entry(name: string, look: number, ghost: boolean): { key: SVGPathElement; value: HTMLElement } {
    const entry = document.createElement("span");
    const drawing = document.createElementNS(svg, "svg");
    drawing.setAttribute("class", "key");
    drawing.setAttribute("viewBox", "0 0 28 10");
    drawing.setAttribute("aria-hidden", "true");
    const key = document.createElementNS(svg, "path");
    key.setAttribute("class", `curve curve-${look}${ghost ? " ghost" : ""}${this.#dotted ? " dot" : ""}`);
    key.setAttribute("d", this.#dotted ? (shapes[look] ?? "") : "M1 5h26");
    if (this.#dotted) key.setAttribute("transform", "translate(14 5)");
    key.dataset["look"] = String(look);
    drawing.append(key);
    const value = document.createElement("output");
    entry.append(drawing, ghost ? `${name}, ${this.#ghostName}` : name, " ", value);
    this.#legend.append(entry);
    return { key, value };
  }

  #options(): uPlot.Options {
    const log = this.getAttribute("log") ?? "";
    const ink = (): string => getComputedStyle(this.#legend).color;
    const line = (): string => getComputedStyle(this.#legend).borderTopColor;
    const axis = (name: string): uPlot.Axis => ({
      font: "12px system-ui, sans-serif",
      stroke: ink,
      grid: { stroke: line, width: 1 },
      ticks: { stroke: line, width: 1, size: 4 },
      values: (_: uPlot, ticks: number[]) => ticks.map(written),
      // uPlot's own ticks of a logarithmic axis want round ends, and run away from others.
      ...(log.includes(name)
        ? { splits: (_: uPlot, __: number, low: number, high: number) => decades(low, high), filter: (_: uPlot, ticks: number[]) => ticks }
        : {}),
    });
    return {
      ...this.#size(),
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, distr: log.includes("x") ? 3 : 1, range: () => this.#limits.x },
        y: { distr: log.includes("y") ? 3 : 1, range: () => this.#limits.y },
      },
      axes: [
        { ...axis("x"), size: 34, label: this.getAttribute("x") ?? "", labelSize: 22, labelFont: "13px system-ui, sans-serif" },
        { ...axis("y"), size: 58 },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [(plot) => this.#strokeAll(plot)],
        setCursor: [(plot) => this.#point(plot)],
      },
    };
  }

  #size(): { width: number; height: number } {
    const width = Math.max(240, Math.floor(this.clientWidth || 480));
    return { width, height: Math.round(Math.min(320, Math.max(210, width * 0.55))) };
  }

  #fit(): void {
    const { width, height } = this.#size();
    if (this.#plot && (this.#plot.width !== width || this.#plot.height !== height)) this.#plot.setSize({ width, height });
  }

  #draw(): void {
    this.#due = 0;
    this.#limits = { x: this.#range("x"), y: this.#range("y") };
    this.#plot?.setData([this.#limits.x, [null, null]]);
    this.#sayValues();
  }

  /** The ends of an axis: those asked for, or what there is with a little room. */
  #range(name: "x" | "y"): Limits {
    const log = (this.getAttribute("log") ?? "").includes(name);
    let low = Infinity;
    let high = -Infinity;
    for (const { xs, ys } of this.#curves.values()) {
      for (const value of name === "x" ? xs : ys) {
        if (value === null || !Number.isFinite(value) || (log && value <= 0)) continue;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    const fixedLow = this.getAttribute(`${name}low`);
    const fixedHigh = this.getAttribute(`${name}high`);
    if (low > high) [low, high] = log ? [0.1, 1] : [0, 1];
    if (log) [low, high] = low === high ? [low / 2, high * 2] : [low, high];
    else if (low === high) [low, high] = [low - 0.5, high + 0.5];
    else if (name === "y" || this.#dotted) [low, high] = [low - 0.04 * (high - low), high + 0.04 * (high - low)];
    if (log && (name === "y" || this.#dotted)) [low, high] = [low / 1.15, high * 1.15];
    return [fixedLow === null ? low : Number(fixedLow), fixedHigh === null ? high : Number(fixedHigh)];
  }

  #strokeAll(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.lineJoin = "round";
    // The present run lies above the earlier one.
    for (const curve of [...this.#curves.values()].sort((a, b) => Number(b.ghost) - Number(a.ghost))) {
      const style = getComputedStyle(curve.key);
      ctx.strokeStyle = ctx.fillStyle = style.stroke;
      ctx.globalAlpha = curve.ghost ? 0.4 : 1;
      ctx.lineWidth = (curve.ghost ? 1.5 : 2.25) * devicePixelRatio;
      ctx.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(/[ ,]+/).map((length) => parseFloat(length) * devicePixelRatio));
      if (this.#dotted) this.#dots(plot, curve);
      else this.#line(plot, curve);
    }
    ctx.restore();
  }

  /** Joins neighbours; a point between two gaps would not be seen, so it is drawn as a dot. */
  #line(plot: uPlot, { xs, ys }: Curve): void {
    const alone: [number, number][] = [];
    let before: [number, number] | null = null;
    let joined = false;
    plot.ctx.beginPath();
    for (let place = 0; place <= xs.length; place += 1) {
      const at = place < xs.length ? this.#place(plot, xs[place] ?? 0, ys[place] ?? null) : null;
      if (at && before) plot.ctx.lineTo(...at);
      else if (at) plot.ctx.moveTo(...at);
      else if (before && !joined) alone.push(before);
      joined = at !== null && before !== null;
      before = at;
    }
    plot.ctx.stroke();
    for (const at of alone) this.#dot(plot, at);
  }

  #dots(plot: uPlot, { xs, ys, key }: Curve): void {
    const shape = new Path2D(shapes[Number(key.dataset["look"])]);
    const size = (xs.length > 60 ? 0.6 : 1) * devicePixelRatio;
    plot.ctx.setLineDash([]);
    for (const [place, x] of xs.entries()) {
      const at = this.#place(plot, x, ys[place] ?? null);
      if (!at) continue;
      plot.ctx.save();
      plot.ctx.translate(...at);
      plot.ctx.scale(size, size);
      plot.ctx.lineWidth = 2;
      plot.ctx.stroke(shape);
      plot.ctx.restore();
    }
  }

  #dot(plot: uPlot, [left, top]: [number, number]): void {
    plot.ctx.beginPath();
    plot.ctx.arc(left, top, 2 * devicePixelRatio, 0, 2 * Math.PI);
    plot.ctx.fill();
  }

  #place(plot: uPlot, x: number, y: number | null): [number, number] | null {
    const log = this.getAttribute("log") ?? "";
    if (y === null || !Number.isFinite(y) || (log.includes("y") && y <= 0) || (log.includes("x") && x <= 0)) return null;
    return [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)];
  }

  #point(plot: uPlot): void {
    const left = plot.cursor.left ?? -1;
    this.#under = left < 0 ? null : plot.posToVal(left, "x");
    this.#sayValues();
  }

  /** The legend shows the values under the pointer, or the last ones; the label says the last ones. */
  #sayValues(): void {
    const last: string[] = [];
    for (const [id, curve] of this.#curves) {
      const place = this.#under === null ? curve.xs.length - 1 : nearest(curve.xs, this.#under);
      if (curve.value) curve.value.textContent = place < 0 ? "" : written(curve.ys[place] ?? null);
      const end = curve.xs.length - 1;
      const name = id.replace(/^\S+ /, "") + (curve.ghost ? ` of the ${this.#ghostName}` : "");
      if (end >= 0) last.push(`${name}: ${written(curve.ys[end] ?? null)} at ${written(curve.xs[end] ?? null)}`);
    }
    const axes = `${this.getAttribute("y") ?? ""} against ${this.getAttribute("x") ?? ""}`;
    const label = `${this.getAttribute("says") ?? axes}. ${last.length ? `Last values: ${last.join("; ")}.` : "Nothing yet."}`;
    if (this.#frame.getAttribute("aria-label") !== label) this.#frame.setAttribute("aria-label", label);
  }
}

function nearest(xs: number[], x: number): number {
  let best = -1;
  for (const [place, value] of xs.entries()) if (best < 0 || Math.abs(value - x) < Math.abs((xs[best] ?? 0) - x)) best = place;
  return best;
}

/** Powers of ten between two numbers, thinned out where there are many and filled up where there are few. */
function decades(low: number, high: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / 6));
  const found: number[] = [];
  for (let power = first; power <= last; power += every) found.push(Number(`1e${power}`));
  if (found.length > 2) return found;
  const factors = high / low > 4 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
  const finer = [first - 1, first, first + 1, first + 2].flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)));
  return finer.filter((value) => low <= value && value <= high);
}

/** A number in few letters; what was not finite is said so. */
function written(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "not a number";
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return value.toExponential(1).replace("e+", "e").replace(".0e", "e");
  return String(Number(value.toPrecision(4)));
}

customElements.define("live-chart", LiveChart);
