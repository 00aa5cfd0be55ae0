package import ProvText

/// What the caller found where an include points to.
package enum IncludeResult: Sendable {
    /// The file; its `path` is what diagnostics show and what further includes in it are relative to.
    case found(SourceText)
    /// Why it cannot be read, as a clause: `there is no such file`.
    case missing(String)
    /// Why it must not be read, as a clause: it is outside of the project.
    case outside(String)
}
