/// Names that the kernel leaves in print formats instead of their values. Only those whose value is part of an interface
/// or has not changed since ftrace knows the event; anything else makes the format uncompilable rather than wrong.
enum KernelConstants {
    /// include/linux/hrtimer.h, include/uapi/linux/{ioprio,bpf}.h, include/net/tcp_states.h, include/linux/{interrupt,pm_qos,mmzone}.h,
    /// drivers/cxl/, include/soc/qcom/tcs.h, include/linux/platform_data/cros_ec_commands.h, arch/arm64's kvm.
    private static let values: [String: Int64] = {
        var values: [String: Int64] = [
            "HRTIMER_MODE_ABS": 0, "HRTIMER_MODE_REL": 1, "HRTIMER_MODE_PINNED": 2, "HRTIMER_MODE_SOFT": 4,
            "HRTIMER_MODE_HARD": 8, "HRTIMER_MODE_ABS_PINNED": 2, "HRTIMER_MODE_REL_PINNED": 3, "HRTIMER_MODE_ABS_SOFT": 4,
            "HRTIMER_MODE_REL_SOFT": 5, "HRTIMER_MODE_ABS_PINNED_SOFT": 6, "HRTIMER_MODE_REL_PINNED_SOFT": 7,
            "HRTIMER_MODE_ABS_HARD": 8, "HRTIMER_MODE_REL_HARD": 9, "HRTIMER_MODE_ABS_PINNED_HARD": 10,
            "HRTIMER_MODE_REL_PINNED_HARD": 11, "IOPRIO_CLASS_INVALID": 7,
            "except_type_sync": 0, "except_type_irq": 0x80, "except_type_fiq": 0x100, "except_type_serror": 0x180,
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
            (0, ["DUMP_PREFIX_NONE", "DUMP_PREFIX_ADDRESS", "DUMP_PREFIX_OFFSET"]),
            (0, ["PM_QOS_ADD_REQ", "PM_QOS_UPDATE_REQ", "PM_QOS_REMOVE_REQ"]),
            (
                1,
                [
                    "DEV_PM_QOS_RESUME_LATENCY", "DEV_PM_QOS_LATENCY_TOLERANCE", "DEV_PM_QOS_MIN_FREQUENCY",
                    "DEV_PM_QOS_MAX_FREQUENCY", "DEV_PM_QOS_FLAGS",
                ]
            ),
            (
                0,
                [
                    "VMSCAN_THROTTLE_WRITEBACK", "VMSCAN_THROTTLE_ISOLATED", "VMSCAN_THROTTLE_NOPROGRESS",
                    "VMSCAN_THROTTLE_CONGESTED",
                ]
            ),
            (0, ["CXL_EVENT_TYPE_INFO", "CXL_EVENT_TYPE_WARN", "CXL_EVENT_TYPE_FAIL", "CXL_EVENT_TYPE_FATAL"]),
            (0, ["CXL_POISON_TRACE_LIST", "CXL_POISON_TRACE_INJECT", "CXL_POISON_TRACE_CLEAR"]),
            (0, ["RPMH_SLEEP_STATE", "RPMH_WAKE_ONLY_STATE", "RPMH_ACTIVE_ONLY_STATE"]),
            (
                0,
                [
                    "EC_RES_SUCCESS", "EC_RES_INVALID_COMMAND", "EC_RES_ERROR", "EC_RES_INVALID_PARAM", "EC_RES_ACCESS_DENIED",
                    "EC_RES_INVALID_RESPONSE", "EC_RES_INVALID_VERSION", "EC_RES_INVALID_CHECKSUM", "EC_RES_IN_PROGRESS",
                    "EC_RES_UNAVAILABLE", "EC_RES_TIMEOUT", "EC_RES_OVERFLOW", "EC_RES_INVALID_HEADER",
                    "EC_RES_REQUEST_TRUNCATED", "EC_RES_RESPONSE_TOO_BIG", "EC_RES_BUS_ERROR", "EC_RES_BUSY",
                    "EC_RES_INVALID_HEADER_VERSION", "EC_RES_INVALID_HEADER_CRC", "EC_RES_INVALID_DATA_CRC",
                    "EC_RES_DUP_UNAVAILABLE",
                ]
            ),
            (0, ["fscache_active_use", "fscache_active_use_modify", "fscache_active_unuse"]),
        ]
        for (first, names) in ordered {
            for (index, name) in names.enumerated() { values[name] = first + Int64(index) }
        }
        for (index, name) in faultFlags.enumerated() where !name.isEmpty { values["FAULT_FLAG_\(name)"] = 1 << Int64(index) }
        for (index, name) in faults.enumerated() where !name.isEmpty { values["VM_FAULT_\(name)"] = 1 << Int64(index) }
        return values
    }()

    /// include/linux/mm_types.h, enum fault_flag and enum vm_fault_reason, by bit.
    private static let faultFlags = [
        "WRITE", "MKWRITE", "ALLOW_RETRY", "RETRY_NOWAIT", "KILLABLE", "TRIED", "USER", "REMOTE", "INSTRUCTION", "INTERRUPTIBLE",
        "UNSHARE", "ORIG_PTE_VALID", "VMA_LOCK",
    ]
    private static let faults = [
        "OOM", "SIGBUS", "MAJOR", "", "HWPOISON", "HWPOISON_LARGE", "SIGSEGV", "", "NOPAGE", "LOCKED", "RETRY", "FALLBACK",
        "DONE_COW", "NEEDDSYNC", "COMPLETED",
    ]

    static func value(_ name: String) -> Int64? { values[name] }
}
