/// The look that every page shares: colours for light and dark, type, the frame of a page.
///
/// Contrasts are held by a test: text at 4.5 : 1 or better on whatever it may stand on.
package enum BaseStyle {
    /// Values per theme; a colour is named for what it means.
    static let light = Theme(
        page: "#f5f6f8", surface: "#ffffff", sunken: "#eef0f3", ink: "#181b20", soft: "#545c69", line: "#d9dde3",
        link: "#0a55c4",
        tones: [
            .good: ("#0b6339", "#e3f4ea"), .neutral: ("#1f4f94", "#e6effb"), .warning: ("#7c4a00", "#fdf0d5"),
            .bad: ("#ad1a1f", "#fdebea"), .muted: ("#545c69", "#eceef1"),
        ],
        palette: [
            "#23272e", "#a8171c", "#12652c", "#74500a", "#1c4fa8", "#8a1f8f", "#0c6068", "#4b525d",
            "#555c68", "#b3201f", "#1b682f", "#7a5200", "#2455b8", "#96289b", "#0f636d", "#23272e",
        ],
        tints: [
            "#dfe2e7", "#fbdcda", "#d6f0dd", "#f8e9bd", "#d9e6fb", "#f6ddf7", "#d2eff1", "#eceef1",
            "#e4e7eb", "#fde4e2", "#e0f5e6", "#fbf0d0", "#e4edfc", "#f9e8fa", "#def4f5", "#f4f5f7",
        ])
    static let dark = Theme(
        page: "#0e1115", surface: "#161a20", sunken: "#0b0e12", ink: "#e7eaef", soft: "#a2abb8", line: "#2b323b",
        link: "#93bbff",
        tones: [
            .good: ("#74d6a1", "#10291d"), .neutral: ("#a3c7ff", "#14263f"), .warning: ("#f4c56f", "#2f2410"),
            .bad: ("#ff9d97", "#361a1a"), .muted: ("#a2abb8", "#20262e"),
        ],
        palette: [
            "#b4bcc8", "#ff9d97", "#86d99a", "#e8c268", "#9cc0ff", "#eda6f0", "#78d6de", "#dfe3e9",
            "#a9b1bd", "#ffaba6", "#97e3a9", "#f0cf80", "#adcaff", "#f2b6f4", "#8ee0e7", "#f4f6f8",
        ],
        tints: [
            "#262c35", "#421c1d", "#143020", "#362a0e", "#182c4d", "#3a1d3d", "#0f3135", "#2c333d",
            "#2a313b", "#4a2022", "#183725", "#3d3011", "#1c3359", "#432247", "#12393d", "#353d48",
        ])

    /// The colours alone, for pictures that stand by themselves.
    package static let variables = """
        :root{color-scheme:light dark;\(light.declarations)}
        @media(prefers-color-scheme:dark){:root{\(dark.declarations)}}
        \(tones)

        """

    private static let tones = [Tone.good, .neutral, .warning, .bad, .muted].map {
        ".t-\($0.rawValue){color:var(--\($0.rawValue))}"
    }.joined()

    package static let css =
        variables + """
            *,*::before,*::after{box-sizing:border-box}
            html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
            body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
            h1,h2,h3,h4{margin:0;line-height:1.25;font-weight:600;letter-spacing:-.011em;text-wrap:balance;overflow-wrap:anywhere}
            h1{font-size:clamp(1.55rem,1.2rem + 1.8vw,2.25rem);letter-spacing:-.022em}
            h2{font-size:1.3rem}
            h3{font-size:1rem}
            p{margin:0;overflow-wrap:anywhere}
            a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:.06em}
            a:hover{text-decoration-thickness:.12em}
            :focus-visible{outline:.16rem solid var(--link);outline-offset:.16rem;border-radius:.25rem}
            code,pre,kbd,.mono{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.875em}
            code,.mono{overflow-wrap:anywhere}
            pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:8;line-height:1.5}
            dl,dd,ul,ol,figure{margin:0;padding:0}
            ul,ol{list-style:none}
            summary{cursor:pointer}
            .skip{position:absolute;left:1rem;top:-4rem;padding:.6rem 1rem;background:var(--surface);border-radius:.5rem;z-index:1}
            .skip:focus{top:1rem}
            .wrap{max-width:66rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
            .icon{width:1.25rem;height:1.25rem;flex:none;display:block}
            .fill{fill:currentColor}
            .line{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
            .dash{stroke-dasharray:2.6 3.1}
            .cut{fill:none;stroke:var(--surface);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
            .defs{position:absolute}

            """ + colours

    /// Classes for the colours of output: `f1` is red text, `g1` a red ground.
    private static let colours: String = {
        var css = ""
        for index in 0..<16 { css += ".f\(index){color:var(--f\(index))}.g\(index){background:var(--g\(index))}" }
        return css
            + ".bo{font-weight:700}.it{font-style:italic}.un{text-decoration:underline}.st{text-decoration:line-through}"
            + ".un.st{text-decoration:underline line-through}.inv{background:var(--ink);color:var(--surface)}\n"
    }()

    /// The colours of one theme, as six hexadecimal digits after a `#`.
    struct Theme {
        var page: String
        var surface: String
        var sunken: String
        var ink: String
        var soft: String
        var line: String
        var link: String
        /// Text and ground.
        var tones: [Tone: (text: String, ground: String)]
        /// Text colours of output, 0 to 15.
        var palette: [String]
        /// Grounds of output, 0 to 15.
        var tints: [String]

        var declarations: String {
            var all = [
                ("page", page), ("surface", surface), ("sunken", sunken), ("ink", ink), ("soft", soft), ("line", line),
                ("link", link),
            ]
            for (tone, colours) in tones.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                all += [(tone.rawValue, colours.text), (tone.rawValue + "-ground", colours.ground)]
            }
            all += palette.enumerated().map { ("f\($0)", $1) } + tints.enumerated().map { ("g\($0)", $1) }
            return all.map { "--\($0):\($1)" }.joined(separator: ";")
        }
    }
}
