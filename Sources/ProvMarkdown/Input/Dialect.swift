/// Which Markdown is read.
package enum Dialect: Sendable {
    /// CommonMark 0.30 and nothing else.
    case commonMark
    /// With tables, task lists, strikethrough, autolinks, alerts and footnotes, as GitHub reads them.
    case github
}
