import Glibc

/// What a piece of work takes of the processor, whatever else the machine does meanwhile.
enum ProcessorTime {
    /// Seconds of this thread.
    static func seconds(of work: () throws -> Void) rethrows -> Double {
        let begin = now()
        try work()
        return now() - begin
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
