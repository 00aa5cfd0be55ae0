import ProvJournal

/// The look of a run's report, on top of what every page shares. Phone first; print last.
enum ReportStyle {
    static let css =
        BaseStyle.css + states + """
            header.wrap{padding-top:clamp(1.25rem,4vw,2.75rem)}
            .soft{color:var(--soft)}
            .heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
            .eyebrow{color:var(--soft);font-size:.9rem;margin-bottom:.35rem}
            .verdict{display:flex;gap:.9rem;margin-top:1.1rem;padding:1.1rem 1.2rem;border-radius:.9rem;border:1px solid var(--line)}
            .verdict>.icon{width:2.1rem;height:2.1rem;margin-top:.1rem}
            .verdict .cut{stroke:var(--surface)}
            .verdict>div{flex:1;min-width:0}
            .verdict .word{font-size:1.3rem;font-weight:700;line-height:1.25;letter-spacing:-.015em}
            .bar{display:block;margin:.95rem 0 .6rem;border-radius:4px;overflow:hidden}
            .tally{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.92rem}
            .tally li,.objectives li{display:flex;gap:.4rem;align-items:center}
            .tally .icon{width:1rem;height:1rem}
            .unanchored{margin-top:.7rem;font-size:.9rem;color:var(--soft)}
            .unanchored strong{color:var(--warning);letter-spacing:.03em}
            .unanchored.b-bad{padding:.8rem 1rem;border-radius:.6rem;color:var(--ink)}
            .unanchored.b-bad strong{color:var(--bad)}
            .facts{display:grid;gap:.5rem;padding:1rem 1.1rem;background:var(--surface);border:1px solid var(--line);border-radius:.9rem}
            .facts>div{display:grid;grid-template-columns:5.5rem minmax(0,1fr);align-items:baseline}
            dt{color:var(--soft);font-size:.84rem}
            dd{overflow-wrap:anywhere}
            .tag{font-size:.82rem;padding:.05rem .45rem;border-radius:.4rem;white-space:nowrap}
            .objectives{margin-top:1.1rem;display:grid;gap:.35rem}
            abbr{text-decoration:none}
            nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.25rem;margin-top:1rem;font-size:.95rem}
            nav a{display:inline-block;padding:.15rem 0}
            section{margin-top:2.1rem}
            section>h2{margin-bottom:.9rem}
            section>h3{margin:1.6rem 0 .6rem}
            section>h2+h3,section>h2+.timeline{margin-top:0}
            .card{padding:1rem 1.1rem;border-radius:.5rem .8rem .8rem .5rem;border:1px solid var(--line);border-left:.3rem solid var(--bad);background:var(--surface);display:grid;gap:.65rem}
            .card.doubt{border-left-color:var(--warning)}
            .card+.card{margin-top:.9rem}
            .card>*,.body>*,.attempt>*{min-width:0}
            .card h3{display:flex;gap:.5rem;font-size:1.06rem}
            .card h3 a{color:var(--ink)}
            .reason{white-space:pre-wrap}
            .body figcaption .mono{font-size:1em}
            .body .reason{padding:.55rem .8rem;border-radius:.5rem}
            .wanted{display:grid;gap:.4rem}
            .wanted>div{display:grid;grid-template-columns:4.5rem 1fr;align-items:baseline}
            .path{font-size:1rem;font-weight:600}
            .path .soft{font-weight:400}
            .steps{border:1px solid var(--line);border-radius:.8rem;background:var(--surface);overflow:hidden}
            .step+.step{border-top:1px solid var(--line)}
            .step>summary{display:grid;grid-template-columns:1.25rem minmax(0,1fr) .6rem;gap:.1rem .7rem;padding:.7rem .9rem;list-style:none;align-items:start}
            .step>summary::after{content:"";grid-area:1/-2;justify-self:end;width:.5rem;height:.5rem;margin:.4rem .1rem 0 0;border:solid var(--soft);border-width:0 .12rem .12rem 0;transform:rotate(45deg) translate(-.1rem,-.1rem)}
            .step[open]>summary::after{transform:rotate(-135deg) translate(-.1rem,-.1rem)}
            .step>summary::-webkit-details-marker{display:none}
            .step>summary:hover{background:var(--sunken)}
            .step>summary:focus-visible{outline-offset:-.2rem}
            .step>summary .icon{margin-top:.15rem}
            .name{font-weight:500;overflow-wrap:anywhere}
            .name .number{color:var(--soft);font-weight:400;font-variant-numeric:tabular-nums;margin-right:.15rem}
            .meta{grid-column:2;display:flex;flex-wrap:wrap;gap:0 .8rem;font-size:.88rem;color:var(--soft);font-variant-numeric:tabular-nums}
            .track{display:none}
            .body{padding:.2rem .9rem 1.1rem;display:grid;gap:.85rem;grid-template-columns:minmax(0,1fr)}
            .body p{font-size:.94rem}
            .small,.values{display:grid;gap:.45rem;font-size:.9rem}
            .small>div{display:flex;flex-wrap:wrap;gap:0 .5rem}
            .values>div{display:grid;gap:0;padding-bottom:.45rem;border-bottom:1px solid var(--line)}
            .values dd{overflow-wrap:anywhere}
            .command,.log{background:var(--sunken);border-radius:.55rem;padding:.7rem .85rem;border:1px solid var(--line)}
            figcaption{font-size:.84rem;color:var(--soft);margin-bottom:.3rem}
            .hosts{display:flex;gap:.5rem;padding-top:.7rem;border-top:1px solid var(--line)}
            .attempt{display:grid;gap:.5rem;grid-template-columns:minmax(0,1fr)}
            .output>summary{font-size:.92rem;padding:.25rem 0}
            .output .scroll{overflow:auto;padding:.5rem 0}
            .log{overflow:hidden;padding-left:.6rem;padding-right:.6rem}
            .log pre{padding-left:calc(var(--w,0ch) + 1.6ch)}
            .log.short pre{padding-left:0}
            .log.long pre:not(:last-of-type){content-visibility:auto;contain-intrinsic-size:auto 2040px}
            .log a{display:inline-block;width:var(--w);margin-left:calc(-1.6ch - var(--w));margin-right:1.6ch;text-align:right;text-decoration:none;color:var(--soft);-webkit-user-select:none;user-select:none}
            .log a:hover{color:var(--link);text-decoration:underline}
            .log a:target{background:var(--link);color:var(--surface);border-radius:.2rem;box-shadow:0 0 0 .18rem var(--link);scroll-margin-block:6rem}
            .w1,.w2{--w:2ch}.w3{--w:3ch}.w4{--w:4ch}.w5{--w:5ch}.w6{--w:6ch}.w7,.w8,.w9{--w:8ch}
            .log i{font-style:normal;color:var(--warning);background:var(--warning-ground);border-radius:.2rem}
            .gap{margin:.5rem 0;font-size:.86rem;color:var(--soft)}
            .log .gap{border:1px dashed var(--soft);border-width:1px 0;padding:.3rem 0}
            .lines{border-radius:.6rem;padding:.7rem 1rem;display:grid;gap:.35rem}
            .lines li,.plain li{overflow-wrap:anywhere}
            .plain{margin-top:.8rem;display:grid;gap:.3rem}
            table{width:100%;border-collapse:collapse;font-size:.92rem}
            thead{display:none}
            tr{display:grid;gap:.15rem;padding:.6rem 0;border-bottom:1px solid var(--line)}
            th,td{text-align:left;vertical-align:top;font-weight:400;overflow-wrap:anywhere}
            th{font-weight:600;min-width:6.5rem}
            td[data-c=When],td[data-c=Result],td[data-c=Step],td[data-c=Who]{overflow-wrap:break-word}
            td[data-c]{display:grid;grid-template-columns:5.5rem 1fr}
            td[data-c]::before{content:attr(data-c);color:var(--soft);font:400 .84rem/1.6 system-ui,sans-serif}
            .timeline figure{display:grid;gap:.2rem}
            .timeline figure+figure{margin-top:.5rem}
            .timeline figcaption{margin:0}
            .strip{display:block}
            .rail{fill:var(--sunken);stroke:none}
            .strip g{fill-opacity:1}
            .strip text{font:600 11px system-ui,sans-serif;text-anchor:middle;fill:var(--surface)}
            .axis{display:flex;justify-content:space-between;font-size:.8rem;color:var(--soft);margin-top:.25rem;font-variant-numeric:tabular-nums}
            .chain{display:flex;gap:.6rem;margin-bottom:.9rem}
            .values+.chain{margin-top:1rem}
            footer{margin-top:3rem;padding-bottom:2.5rem;color:var(--soft);font-size:.86rem}

            """ + GraphDrawing.css + wide + print

    /// Bars are filled with the colour of their state; a second sign (pattern of place, number, word) always stands
    /// with them.
    private static let states: String = {
        var css = ""
        for tone in [Tone.good, .neutral, .warning, .bad, .muted] {
            css += ".b-\(tone.rawValue){background:var(--\(tone.rawValue)-ground)}"
            let names = StepState.allCases.filter { $0.words.tone == tone }.map { ".s-\($0.rawValue)" }
            if !names.isEmpty { css += names.joined(separator: ",") + "{fill:var(--\(tone.rawValue))}" }
        }
        return css
            + """
            .s-satisfied,.s-done{fill-opacity:.72}.s-skipped{fill-opacity:.6}.s-not-reached,.s-pending{fill-opacity:.35}

            """
    }()

    private static let wide = """
        @media(min-width:46rem){
        .verdict{padding:1.3rem 1.5rem;gap:1.1rem}
        .step>summary{grid-template-columns:1.25rem minmax(0,1fr) auto 7rem .6rem;align-items:center;padding:.55rem 1rem;column-gap:.8rem}
        .step>summary .icon,.step>summary::after{margin-top:0}
        .meta{grid-column:3;display:grid;grid-template-columns:6rem 6rem 6.5rem;gap:.8rem}
        .one .meta{grid-template-columns:6rem 6.5rem}
        .meta>*{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
        .meta .took{text-align:right;grid-column:3}
        .one .meta .took{grid-column:2}
        .track{display:block;grid-column:4}
        .small>div{display:grid;grid-template-columns:6rem 1fr;align-items:baseline}
        .body{padding:.3rem 1rem 1.2rem 3.05rem}
        .facts{grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:.9rem 1.5rem;padding:1.1rem 1.3rem}
        .facts>div{display:block}
        .values>div{grid-template-columns:12rem 1fr}
        table{display:table}
        thead{display:table-header-group}
        tr{display:table-row}
        th,td{padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line)}
        thead th{color:var(--soft);font-weight:400;font-size:.84rem}
        td[data-c]{display:table-cell}
        td[data-c]::before{content:none}
        .timeline figure{grid-template-columns:9rem 1fr;align-items:center;gap:.8rem}
        .axis{margin-left:9.8rem}
        }

        """

    /// Paper: light, whole, nothing closed, nothing left to be laid out later.
    private static let print = """
        @media print{
        :root{color-scheme:light;\(BaseStyle.light.declarations)}
        @page{margin:16mm 14mm}
        html{font-size:9.5pt}
        body{background:#fff}
        .step>summary::after{content:none}
        .wrap{max-width:none;padding:0}
        .skip,nav{display:none}
        details::details-content{content-visibility:visible;display:block;block-size:auto}
        .log.long pre:not(:last-of-type){content-visibility:visible;contain-intrinsic-size:none}
        .steps{overflow:visible}
        .step>summary{break-after:avoid}
        h2,h3,figcaption{break-after:avoid}
        .card,.verdict,tr{break-inside:avoid}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }

        """
}
