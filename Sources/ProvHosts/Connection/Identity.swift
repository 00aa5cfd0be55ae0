/// Who a user is to programs: HOME, USER, LOGNAME, SHELL, MAIL, and the directory a shell starts in.
///
/// sudo, su, doas, setpriv and runuser each set others of these, so that they are set there, from what the system knows
/// of the user.
enum Identity {
    private static let names = ["HOME", "USER", "LOGNAME", "SHELL", "MAIL"]

    /// One line of POSIX shell, run as the new user.
    static let taking =
        #"""
        u=$(id -un 2>/dev/null); l=; { while IFS= read -r l; do case $l in "$u:"*) break;; esac; l=; done; } \#
        </etc/passwd 2>/dev/null; 
        """#
            + #"""
            [ -n "$l" ] || l=$(getent passwd "$u" 2>/dev/null); HOME=/ SHELL=; [ -z "$l" ] || { SHELL=${l##*:}; \#
            l=${l%:*}; HOME=${l##*:}; }; 
            """#
            + #"""
            SHELL=${SHELL:-/bin/sh} HOME=${HOME:-/} USER=$u LOGNAME=$u MAIL=/var/mail/$u; export HOME SHELL USER \#
            LOGNAME MAIL; cd "$HOME" 2>/dev/null || cd /; 
            """#

    /// Runs code that may set the variables, and keeps what they were before.
    static func kept(over code: String) -> String {
        let before = names.map { "__pv_h\($0)=${\($0)+x$\($0)}" }.joined(separator: " ")
        let after = names.map { "case $__pv_h\($0) in x*) \($0)=${__pv_h\($0)#x};; *) \\unset \($0);; esac" }.joined(
            separator: "; ")
        return "\(before)\n\(code)\n\(after)"
    }
}
