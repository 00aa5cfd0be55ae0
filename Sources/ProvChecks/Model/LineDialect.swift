/// Whose reading of the lines of an expected output holds.
package enum LineDialect: Sendable {
    /// prov's own: cram's and scrut's marks, and `...` for any lines.
    case prov
    /// Blocks of scrut: its marks; `...` is a line like any other.
    case scrut
    /// `.t` files: ` (re)`, ` (glob)` and ` (esc)` alone, and every byte counts.
    case cram
}
