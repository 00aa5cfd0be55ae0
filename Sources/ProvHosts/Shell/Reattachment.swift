import Glibc
import ProvSystem
import ProvText

/// Finds a command again whose link was lost: it goes on there, and its host keeps what it prints.
struct Reattachment {
    let launcher: Launcher
    let greeting: Bootstrap.Greeting
    /// Where the host keeps what the command prints; `nil` where it does not.
    let folder: String?
    let shell: pid_t
    let token: String
    /// How long a host may stay away.
    let patience: Duration
    /// When the command's own time is over.
    let deadline: ContinuousClock.Instant?
    let wake: Int32
    let notice: @Sendable (String) -> Void
    let output: @Sendable (OutputChunk) throws -> Void

    enum Ending: Equatable {
        /// Both streams said how it ended.
        case answered
        /// The command never reached the host whole.
        case neverBegan
        /// Its time is over, or we were asked to stop; it still runs.
        case stillRuns(Outcome.Ending)
        /// The host has another boot: it runs no more, and what it did is not known.
        case restarted
        case lost(String)
    }

    private static let pieceLimit = 4 << 20
    private static let pauses: [Duration] = [
        .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2), .seconds(5),
    ]

    /// Follows the command to its end, giving out what it printed meanwhile; blocks.
    func follow(_ scanners: inout Scanners, _ finding: inout StepLoop.Finding) throws -> Ending {
        guard let spool = folder else {
            return .lost("the connection to the host was lost while it ran, and the host could not buffer its output")
        }
        notice(
            """
            the connection to \(launcher.address.name) was lost; the step continues there; reconnecting for up to \(patience.runbookText)
            """
        )
        var streams = (stdout: SpoolReader(), stderr: SpoolReader())
        var done = (stdout: false, stderr: false)
        var lastSeen = ContinuousClock.now
        var isBack = false
        var idle = 0
        var tries = 0
        while true {
            if let reason = interruption() { return .stillRuns(reason) }
            let left = patience - (ContinuousClock.now - lastSeen)
            guard
                let piece = ask(
                    spool, streams.stdout.offset, streams.stderr.offset, isFirst: !isBack,
                    timeout: min(.seconds(30), max(.seconds(2), left)))
            else {
                if let reason = interruption() { return .stillRuns(reason) }
                if ContinuousClock.now - lastSeen > patience { return .lost(unreached(spool)) }
                pause(&tries)
                continue
            }
            lastSeen = .now
            if !isBack { notice("reconnected to \(launcher.address.name)") }
            isBack = true
            guard piece.bootID == greeting.bootID else { return .restarted }
            guard piece.hasSpool else {
                return .lost("the connection was lost, and the output buffered on the host is gone")
            }
            try take(piece, &streams, &scanners, &finding, &done)
            if piece.isAlive || !piece.stdout.isEmpty || !piece.stderr.isEmpty { idle = 0 } else { idle += 1 }
            // The shell reads the end of its input once the command is over, and tells its state as it goes.
            if done.stdout, done.stderr, idle > 0 || finding.state != nil {
                clean()
                return .answered
            }
            if idle > 2 {
                if piece.rest, try takeRest(spool, &scanners, &finding, &done, streams), done.stdout, done.stderr {
                    clean()
                    return .answered
                }
                return endless(piece, streams.stdout)
            }
            if piece.stdout.count < Reattachment.pieceLimit, piece.stderr.count < Reattachment.pieceLimit {
                pause(&tries)
            }
        }
    }

    /// Gives out what a piece holds of both streams, up to the command's end in each.
    private func take(
        _ piece: Piece, _ streams: inout (stdout: SpoolReader, stderr: SpoolReader), _ scanners: inout Scanners,
        _ finding: inout StepLoop.Finding, _ done: inout (stdout: Bool, stderr: Bool)
    ) throws {
        try streams.stdout.take(
            piece.stdout, &scanners.stdout,
            done.stdout ? nil : { try output(OutputChunk(stream: .stdout, bytes: $0)) }
        ) {
            note($0, &finding, &done.stdout)
        }
        try streams.stderr.take(
            piece.stderr, &scanners.stderr,
            done.stderr ? nil : { try output(OutputChunk(stream: .stderr, bytes: $0)) }
        ) {
            if $0 != .begun { done.stderr = true }
        }
    }

    private func unreached(_ spool: String) -> String {
        """
        the connection to the host was lost for more than \(patience.runbookText); it may still be running there, and its output is in \(spool)/out
        """
    }

    /// What is known of a command whose end is not in what the host kept, though nothing more comes.
    private func endless(_ piece: Piece, _ stdout: SpoolReader) -> Ending {
        if piece.isFull {
            return .lost(
                """
                it printed more than the \(Bootstrap.spoolBlocks >> 11) MiB that the host buffers while the connection is lost, so its end is missing
                """
            )
        }
        clean()
        if stdout.hasBegun { return .lost("its shell was ended on the host while the connection was lost") }
        // The file always holds the end of the command before, unless this one has begun or its disk is full.
        return stdout.offset > 0
            ? .neverBegan
            : .lost("the connection was lost, and the host could not buffer its output; check whether its disk is full")
    }

    /// After the command's end only the state counts: the shell's own end is no news.
    private func note(_ marker: MarkerScanner.Marker, _ finding: inout StepLoop.Finding, _ done: inout Bool) {
        if done {
            if case .state(let state) = marker { finding.state = finding.state ?? state }
            return
        }
        StepLoop.note(marker, in: &finding, done: &done)
    }

    private func interruption() -> Outcome.Ending? {
        if RawIO.isReadable(wake, withinMilliseconds: 0) { return .cancelled }
        if let deadline, ContinuousClock.now >= deadline { return .timedOut }
        return nil
    }

    private func pause(_ tries: inout Int) {
        let pause = Reattachment.pauses[min(tries, Reattachment.pauses.count - 1)]
        tries += 1
        RawIO.isReadable(wake, withinMilliseconds: Int32(pause.wholeMilliseconds))
    }

    // MARK: Asking

    private struct Piece {
        var isAlive: Bool
        var hasSpool: Bool
        /// Whether the host began to drop what was printed, and has kept the end of it.
        var rest: Bool
        /// Whether more was printed than the host keeps.
        var isFull: Bool
        var bootID: String
        var stdout: ArraySlice<UInt8>
        var stderr: ArraySlice<UInt8>
    }

    private func ask(_ spool: String, _ stdout: Int, _ stderr: Int, isFirst: Bool, timeout: Duration) -> Piece? {
        guard
            let answer = try? launcher.ask(
                script(spool, stdout, stderr, isFirst: isFirst), timeout: timeout, wake: wake),
            answer.outcome.ending == .exited(0),
            let end = answer.stdout.firstIndex(of: 0x0A)
        else { return nil }
        let words = String(decoding: answer.stdout[..<end], as: UTF8.self).split(
            separator: " ", omittingEmptySubsequences: false
        ).map(String.init)
        guard words.count >= 7, words[0] == token, let first = Int(words[2]), let second = Int(words[3]) else {
            return nil
        }
        let bytes = answer.stdout[(end + 1)...]
        guard bytes.count == first + second else { return nil }
        return Piece(
            isAlive: words[1] == "alive", hasSpool: words[1] != "none", rest: words[5] == "rest",
            isFull: words[6] == "full", bootID: words[4], stdout: bytes.prefix(first), stderr: bytes.dropFirst(first))
    }

    /// Ends the forgotten server of the lost link, whose full pipes would hold the command up; then tells the news.
    private func script(_ spool: String, _ stdout: Int, _ stderr: Int, isFirst: Bool) -> String {
        let release =
            #"""
            { IFS= read -r l </proc/\#(greeting.keeper)/stat; set -- ${l##*) }; IFS= read -r c </proc/$2/comm; \#
            case $c in sshd*) kill $2;; esac; } 2>/dev/null; 
            """#
        return (isFirst ? release : "")
            + #"""
            d=\#(ShellText.quoted(spool)); m=\#(Reattachment.pieceLimit); b=; { IFS= read -r b \#
            </proc/sys/kernel/random/boot_id; } 2>/dev/null; 
            """#
            + #"[ -e "$d/out" ] || { echo "\#(token) none 0 0 $b - -"; exit 0; }; "#
            + #"a=gone; grep -qF \#(token) /proc/\#(shell)/environ 2>/dev/null && a=alive; "#
            + #"n() { s=$(wc -c <"$1"); s=$((s-$2)); [ $s -gt 0 ] || s=0; [ $s -lt $m ] || s=$m; echo $s; }; "#
                + #"""
                x=$(n "$d/out" \#(stdout)); y=$(n "$d/err" \#(stderr)); q=-; [ ! -e "$d/out.end" ] && [ ! -e \#
                "$d/err.end" ] || q=rest; 
                """#
                + #"""
                f=-; for i in out err; do [ $(wc -c <"$d/$i") -lt \#(Bootstrap.spoolBlocks * 512) ] || f=full; done; \#
                echo "\#(token) $a $x $y $b $q $f"; 
                """#
            + #"tail -c +\#(stdout + 1) "$d/out" | head -c $x; tail -c +\#(stderr + 1) "$d/err" | head -c $y"#
    }

    /// Takes the end of what the host could not keep whole.
    private func takeRest(
        _ spool: String, _ scanners: inout Scanners, _ finding: inout StepLoop.Finding,
        _ done: inout (stdout: Bool, stderr: Bool),
        _ streams: (stdout: SpoolReader, stderr: SpoolReader)
    ) throws -> Bool {
        let name = ShellText.quoted(spool)
        // The end is written when all that prints there has ended.
        let script =
            #"""
            d=\#(name); n() { x=0; { read -r x <"$d/$1"; } 2>/dev/null; echo ${x:-0}; }; s() { [ -e "$1" ] && wc \#
            -c <"$1" || echo 0; }; 
            """#
                + #"""
                echo $(n out.lost) $(n err.lost) $(s "$d/out.end") $(s "$d/err.end"); cat "$d/out.end" "$d/err.end" \#
                2>/dev/null; :
                """#
        guard let answer = try? launcher.ask(script, timeout: .seconds(60), wake: wake),
            answer.outcome.ending == .exited(0),
            let end = answer.stdout.firstIndex(of: 0x0A)
        else { return false }
        let counts = String(decoding: answer.stdout[..<end], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        let bytes = answer.stdout[(end + 1)...]
        guard counts.count == 4, bytes.count == counts[2] + counts[3] else { return false }
        finding.dropped = max(0, counts[0] - counts[2]) + max(0, counts[1] - counts[3])
        if finding.dropped > 0 {
            notice(
                """
                at least \(finding.dropped) bytes of its output were dropped on \(launcher.address.name): more than the host buffers while the connection is lost
                """
            )
        }
        if counts[2] > 0, !done.stdout {
            try scanners.stdout.skipGap { try output(OutputChunk(stream: .stdout, bytes: $0)) }
            for marker in try scanners.stdout.feed(
                bytes.prefix(counts[2]), emit: { try output(OutputChunk(stream: .stdout, bytes: $0)) })
            {
                note(marker, &finding, &done.stdout)
            }
        }
        if counts[3] > 0, !done.stderr {
            try scanners.stderr.skipGap { try output(OutputChunk(stream: .stderr, bytes: $0)) }
            for marker in try scanners.stderr.feed(
                bytes.suffix(counts[3]), emit: { try output(OutputChunk(stream: .stderr, bytes: $0)) })
            where marker != .begun {
                done.stderr = true
            }
        }
        return true
    }

    private func clean() {
        if let spool = greeting.spool { _ = try? launcher.ask(Bootstrap.removal(of: [spool])) }
    }
}

/// What the host kept of one stream, read on from where the link was lost.
private struct SpoolReader {
    /// How much of the file has been read.
    private(set) var offset = 0
    private(set) var hasBegun = false
    private var head: [UInt8] = []
    private var toSkip = 0

    /// - Parameter emit: gets output; `nil` where nothing more is output.
    mutating func take(
        _ bytes: ArraySlice<UInt8>, _ scanner: inout MarkerScanner, _ emit: ((ArraySlice<UInt8>) throws -> Void)?,
        _ found: (MarkerScanner.Marker) -> Void
    ) throws {
        offset += bytes.count
        var fresh = bytes
        if !hasBegun {
            head += bytes
            guard let begin = scanner.beginning(in: head) else { return }
            hasBegun = true
            // What came over the link before it was lost is not given out twice.
            if let keptFrom = scanner.keptFrom { toSkip = scanner.received - keptFrom } else { scanner.forget() }
            fresh = head[(scanner.keptFrom == nil ? begin.lowerBound : begin.upperBound)...]
        }
        let skipped = min(toSkip, fresh.count)
        toSkip -= skipped
        for marker in try scanner.feed(fresh.dropFirst(skipped), emit: { try emit?($0) }) { found(marker) }
    }
}
