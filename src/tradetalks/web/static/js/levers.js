import { named, sectorWords } from "./sectors.js";

/* The levers: what each is called, between whom, and those every pair of countries begins with. */

/* kind -> its name, the two ends with their labels, whether it is on some sectors, how it starts. */
export const KINDS = {
  tariff: {
    name: "Tariff", ends: [["importer", "Charged by"], ["exporter", "On what comes from"]],
    sectors: true, start: { add: 0.1 },
  },
  export_tax: {
    name: "Export tax", ends: [["exporter", "Charged by"], ["importer", "On what goes to"]],
    sectors: true, start: { add: 0.1 },
  },
  trade_cost: {
    name: "Trade cost", ends: [["importer", "Buyer"], ["exporter", "Seller"]],
    sectors: true, start: { factor: 0.95 },
  },
  purchase: {
    name: "Promised purchase", ends: [["buyer", "Buyer"], ["seller", "Seller"]],
    sectors: true, start: { add: 5000 },
  },
  migration: {
    name: "People", ends: [["origin", "From"], ["residence", "To"]],
    sectors: false, start: { movers: 50000 },
  },
  transfer: {
    name: "Payment", ends: [["payer", "Payer"], ["receiver", "Receiver"]],
    sectors: false, start: { amount: 1000 },
  },
  sanction: {
    name: "Sanction", ends: [["by", "By"], ["target", "Against"]],
    sectors: true, start: { measure: "trade_cost", factor: 1.5 },
  },
  secondary_tariff: {
    name: "Tariff on those who buy from a target",
    ends: [["importer", "Charged by"], ["target", "Target"]], sectors: true, start: { add: 0.1 },
  },
  embargo: {
    name: "Embargo", ends: [["importer", "Closed by"], ["exporter", "To what comes from"]],
    sectors: true, start: { both: true },
  },
  // An end named twice gathers its countries.
  bloc: {
    name: "Bloc: no tariffs inside", ends: [["members", "Members"], ["members", "and"]],
    sectors: true, start: { inside: "free" },
  },
  waiver: {
    name: "Waiver of what is against a target",
    ends: [["by", "By"], ["to", "For"], ["target", "Target"]], sectors: false, start: {},
  },
};

const spoken = (selector, names) =>
  (Array.isArray(selector) ? selector : [selector]).map((s) => names.get(s) ?? s).join(", ");

/* A lever in a phrase, without its size. names: label -> what people call it. */
export const titleOf = (lever, names, world) => {
  const say = (key) => spoken(lever[key], names);
  const on = lever.sectors === undefined || lever.sectors === "all"
    ? ""
    : `, ${sectorWords(lever.sectors, world)}`;
  switch (lever.kind) {
    case "tariff": return `${say("importer")}: tariff on ${say("exporter")}${lever.schedule ? `, list ${lever.schedule}` : on}`;
    case "export_tax": return `${say("exporter")}: export tax to ${say("importer")}${on}`;
    case "trade_cost": return `Trade cost, ${say("exporter")} to ${say("importer")}${on}`;
    case "embargo": return `${say("importer")}: embargo on ${say("exporter")}${lever.both ? ", both ways" : ""}${on}`;
    case "purchase": return `${say("buyer")} buys more from ${say("seller")}${on}`;
    case "transfer": return `${say("payer")} pays ${say("receiver")}`;
    case "migration": return `Workers (${lever.skill}), ${say("origin")} to ${say("residence")}`;
    case "sanction": return `${say("by")} against ${say("target")}: ${lever.measure.replaceAll("_", " ")}${on}`;
    case "secondary_tariff": return `${say("importer")}: duty on ${lever.exporter ? say("exporter") : "all"} for buying ${say("because_of")} from ${say("target")}`;
    case "waiver": return `${say("by")} lets ${say("to")} off what is against ${say("target")}`;
    case "bloc": return `Tariffs among ${say("members")}${on}`;
    default: return lever.kind;
  }
};

/* The sector codes a selector means, as far as the world's groups tell. */
export const codesOf = (selector, world) => {
  const each = Array.isArray(selector) ? selector : [selector];
  const all = world.sectors.map((s) => s.code);
  return [...new Set(each.flatMap((s) =>
    s === "all" ? all : all.includes(s) ? [s] : world.groups.sectors[s] ?? []))];
};

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

/* Where the lever starts from: per cent, USD million or persons; null where nobody knows. */
export const presentOf = (lever, world, pair) => {
  if (!pair) return null;
  const codes = lever.sectors === undefined ? [] : codesOf(lever.sectors, world);
  const flow = (exporter, importer) =>
    pair.trade.find((t) => t.exporter === exporter && t.importer === importer);
  if (lever.kind === "tariff") {
    const rates = pair.tariffs.find(
      (t) => t.importer === lever.importer && t.exporter === lever.exporter,
    );
    const weights = flow(lever.exporter, lever.importer);
    if (!rates || !weights) return null;
    const of = (code) => weights.sectors[code] ?? 0;
    const left = lever.except_sectors ? codesOf(lever.except_sectors, world) : [];
    const charged = codes.filter((code) => !left.includes(code));
    const whole = sum(charged.map(of));
    return whole > 0 ? (100 * sum(charged.map((c) => of(c) * (rates.sectors[c] ?? 0)))) / whole : 0;
  }
  if (lever.kind === "purchase") {
    const found = flow(lever.seller, lever.buyer);
    return found ? sum(codes.map((code) => found.sectors[code] ?? 0)) : null;
  }
  if (lever.kind === "migration")
    return pair.migrants
      ?.filter((m) => m.origin === lever.origin && m.residence === lever.residence)
      .reduce((most, m) => Math.max(most, m.persons), 0) ?? null;
  return null;
};

/* The two countries a lever's present value is about. */
export const pairOf = (lever) => {
  const ends = KINDS[lever.kind]?.ends.map(([key]) => lever[key]) ?? [];
  return ends.length === 2 && ends.every((e) => typeof e === "string") ? ends : null;
};

/* Whom two countries may speak of besides themselves. */
export const thirdOf = ([a, b], world) =>
  ["RUS", "CHN", ...world.countries.map((c) => c.code)]
    .find((c) => c !== a && c !== b && world.countries.some((known) => known.code === c));

/* Levers that stand ready for two countries; none of them moved. */
export const readyFor = ([a, b], world) => {
  const equipment = named("defence equipment", world);
  const energy = named("fuels", world);
  const third = thirdOf([a, b], world);
  const skilled = world.people.includes("skilled");
  return [
    { kind: "tariff", importer: a, exporter: b, sectors: "goods", add: 0 },
    { kind: "tariff", importer: b, exporter: a, sectors: "goods", add: 0 },
    { kind: "purchase", buyer: b, seller: a, sectors: equipment ?? "manufacturing", add: 0 },
    { kind: "purchase", buyer: b, seller: a, sectors: energy ?? "mining", add: 0 },
    ...(skilled ? [
      { kind: "migration", origin: b, residence: a, skill: "skilled", movers: 0 },
      { kind: "migration", origin: b, residence: a, skill: "unskilled", movers: 0 },
    ] : []),
    { kind: "sanction", by: [a], target: third, measure: "trade_cost", sectors: "goods", factor: 1 },
    { kind: "secondary_tariff", importer: a, target: third, because_of: energy?.includes("B06") ? "B06" : "mining", sectors: "goods", exporter: b, add: 0 },
    { kind: "bloc", members: [a, b], sectors: "goods", inside: 1 },
  ].filter((lever) => !lever.sectors || codesOf(lever.sectors, world).length > 0);
};

const AMOUNTS = ["add", "factor", "rate", "movers", "amount", "at_least", "inside", "note"];
/* Two levers with the same signature differ in size alone. */
export const signature = (lever) =>
  JSON.stringify(
    Object.entries(lever)
      .filter(([key]) => !AMOUNTS.includes(key))
      .sort(([x], [y]) => (x < y ? -1 : 1)),
  );
