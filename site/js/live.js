"use strict";
/* Only in `prov site serve`: asks whether there is something new, and shows it. */
(async () => {
  let version;
  for (;;) {
    try {
      const answer = await fetch(`/.prov/version?after=${version || ""}`, { cache: "no-store" });
      const now = await answer.text();
      if (version && now !== version) location.reload();
      version = now;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
})();
