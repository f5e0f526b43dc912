(() => {
  const stamp = {"moment": "08:00 ngày 10/01/2021", "iso": "2021-01-10T08:00:00+07:00", "commit": null, "href": null, "report": "https://example.org/nho.git/issues/new?", "pins": []};
  for (const place of document.querySelectorAll(".td-version")) {
    const time = document.createElement("time");
    time.dateTime = stamp.iso;
    time.textContent = stamp.moment;
    place.replaceChildren("Số liệu tính đến ", time);
    if (stamp.commit) {
      const version = document.createElement(stamp.href ? "a" : "span");
      if (stamp.href) version.href = stamp.href;
      version.className = "td-mono";
      version.textContent = stamp.commit;
      place.append(", phiên bản dữ liệu ", version);
    }
    place.append(".");
  }
  const named = stamp.commit && encodeURIComponent(`

Phiên bản dữ liệu: ${stamp.commit}`);
  for (const anchor of document.querySelectorAll("a[href]")) {
    if (named && anchor.href.startsWith(stamp.report)) anchor.href += named;
    for (const [branch, commit] of stamp.pins) {
      if (anchor.href.startsWith(branch)) anchor.href = commit + anchor.href.slice(branch.length);
    }
  }
})();
