/* Settings out, answers in: one request under way, the newest settings next, old answers dropped.
   Once the settings rest, the slower figures are asked for as well. */
import { ServerError, ask, client } from "./api.js";

const RESTS = 400; // ms without a movement
const AGAIN = 2000; // ms between two tries to reach a server that is gone
const HEADLINE = ["scenarios", "countries", "bilateral"];

/* wanted(): tables that are looked at besides; quick(answer), whole(answer), refused(error), gone(),
   back(): what happens. */
export const live = ({ wanted, quick, whole, refused, gone, back }) => {
  let settings = null; // {state, country}
  let asked = 0; // how often the settings have changed
  let sent = 0; // which of them has been asked for last
  let underWay = null; // {stop, settled}: the request the server is at
  let rests;
  let lost = false;

  const post = async (seq, settled, signal) => {
    const tables = settled ? null : [...new Set([...HEADLINE, ...wanted()])];
    const more = { bands: settled, tables };
    return ask("api/solve", { ...settings, ...more, client, seq }, { signal });
  };
  const wait = () => {
    lost = true;
    gone();
    const again = async () => {
      try {
        await ask("api/status");
      } catch (error) {
        if (error.code === "gone") return setTimeout(again, AGAIN);
      }
      lost = false;
      back();
      sent = -1;
      pump();
    };
    setTimeout(again, AGAIN);
  };
  const run = async (seq, settled) => {
    const stop = new AbortController();
    underWay = { stop, settled };
    try {
      const answer = await post(seq, settled, stop.signal);
      underWay = null;
      pump(); // the server works on the next while this one is drawn
      if (seq === asked || !settled) await (settled ? whole : quick)(answer, seq);
      if (!settled && seq === asked) rest();
    } catch (error) {
      underWay = null;
      if (error.name === "AbortError") return pump();
      if (!(error instanceof ServerError)) throw error;
      if (error.code === "gone") return wait();
      if (error.code === "busy") setTimeout(() => { sent = -1; pump(); }, 1000);
      else if (error.code !== "superseded" && seq === asked) refused(error);
      pump();
    }
  };
  const pump = () => {
    if (lost || settings === null || sent === asked) return;
    if (underWay?.settled) return underWay.stop.abort();
    if (underWay) return;
    sent = asked;
    run(asked, false);
  };
  const rest = () => {
    clearTimeout(rests);
    const seq = asked;
    rests = setTimeout(() => {
      if (seq === asked && !underWay && !lost) run(seq, true);
    }, RESTS);
  };
  return (state, country) => {
    settings = { state, country };
    asked += 1;
    clearTimeout(rests);
    pump();
  };
};
