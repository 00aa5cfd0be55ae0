/// How a kernel parameter is found and compared, by its check and by its remedy.
enum KernelParameter {
    /// Sets `n` to the name and `f` to its file. Dots separate; a slash is a dot inside a name, as in
    /// net.ipv4.conf.eth0/100.forwarding.
    static func place(of name: CheckText) -> String {
        """
        n=\(name.word)
        case ${n#"${n%%[./]*}"} in .*) f=$(printf %s "$n" | tr ./ /.);; *) f=$n;; esac
        f=/proc/sys/$f

        """
    }

    /// A value with one blank where the kernel has any.
    static func words(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
