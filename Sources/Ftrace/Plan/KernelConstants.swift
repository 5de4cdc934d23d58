/// Names that the kernel leaves in print formats instead of their values. Only those whose value is part of an interface
/// or has not changed since ftrace knows the event; anything else makes the format uncompilable rather than wrong.
enum KernelConstants {
    /// include/linux/hrtimer.h, include/uapi/linux/{ioprio,bpf}.h, include/net/tcp_states.h, include/linux/{interrupt,pm_qos}.h.
    private static let values: [String: Int64] = {
        var values: [String: Int64] = [
            "HRTIMER_MODE_ABS": 0, "HRTIMER_MODE_REL": 1, "HRTIMER_MODE_PINNED": 2, "HRTIMER_MODE_SOFT": 4,
            "HRTIMER_MODE_HARD": 8, "HRTIMER_MODE_ABS_PINNED": 2, "HRTIMER_MODE_REL_PINNED": 3, "HRTIMER_MODE_ABS_SOFT": 4,
            "HRTIMER_MODE_REL_SOFT": 5, "HRTIMER_MODE_ABS_PINNED_SOFT": 6, "HRTIMER_MODE_REL_PINNED_SOFT": 7,
            "HRTIMER_MODE_ABS_HARD": 8, "HRTIMER_MODE_REL_HARD": 9, "HRTIMER_MODE_ABS_PINNED_HARD": 10,
            "HRTIMER_MODE_REL_PINNED_HARD": 11, "IOPRIO_CLASS_INVALID": 7,
        ]
        let ordered: [(first: Int64, names: [String])] = [
            (0, ["IOPRIO_CLASS_NONE", "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"]),
            (
                0,
                [
                    "HI_SOFTIRQ", "TIMER_SOFTIRQ", "NET_TX_SOFTIRQ", "NET_RX_SOFTIRQ", "BLOCK_SOFTIRQ", "IRQ_POLL_SOFTIRQ",
                    "TASKLET_SOFTIRQ", "SCHED_SOFTIRQ", "HRTIMER_SOFTIRQ", "RCU_SOFTIRQ",
                ]
            ),
            (
                1,
                [
                    "TCP_ESTABLISHED", "TCP_SYN_SENT", "TCP_SYN_RECV", "TCP_FIN_WAIT1", "TCP_FIN_WAIT2", "TCP_TIME_WAIT",
                    "TCP_CLOSE", "TCP_CLOSE_WAIT", "TCP_LAST_ACK", "TCP_LISTEN", "TCP_CLOSING", "TCP_NEW_SYN_RECV",
                ]
            ),
            (0, ["PM_QOS_ADD_REQ", "PM_QOS_UPDATE_REQ", "PM_QOS_REMOVE_REQ"]),
            (1, ["DEV_PM_QOS_RESUME_LATENCY", "DEV_PM_QOS_LATENCY_TOLERANCE"]),
        ]
        for (first, names) in ordered {
            for (index, name) in names.enumerated() { values[name] = first + Int64(index) }
        }
        return values
    }()

    static func value(_ name: String) -> Int64? { values[name] }
}
