// @ts-check
// Knows how a page for everybody stays fresh: its parts are asked for again when they changed.

import { connect } from "../feed.js";
import { everyMinute, refresh } from "./refresh.js";

connect("public", {
  snapshot: (_, meta) => refresh(meta),
  part: (_, __, meta) => refresh(meta),
});
everyMinute();
