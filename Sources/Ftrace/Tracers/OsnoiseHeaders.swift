/// The headers of osnoise and timerlat (print_osnoise_headers and print_timerlat_headers in kernel/trace/trace_osnoise.c,
/// from 5.17). PREEMPT_RT kernels print the legend of the rt patch, whatever their flags column has.
extension HeadedTracerText {
    convenience init(osnoise decoder: Decoder) {
        self.init(decoder.style, decoder.isRealTime ? Self.osnoiseRealTime : Self.osnoise)
    }

    convenience init(timerlat decoder: Decoder) {
        self.init(decoder.style, decoder.isRealTime ? Self.timerlatRealTime : Self.timerlat)
    }

    private static let osnoise: StaticString = """
        #                                _-----=> irqs-off
        #                               / _----=> need-resched
        #                              | / _---=> hardirq/softirq
        #                              || / _--=> preempt-depth
        #                              ||| / _-=> migrate-disable                         MAX
        #                              |||| /     delay                                   SINGLE      Interference counters:
        #                              |||||               RUNTIME      NOISE  %% OF CPU  NOISE    +-----------------------------+
        #           TASK-PID      CPU# |||||   TIMESTAMP    IN US       IN US  AVAILABLE  IN US     HW    NMI    IRQ   SIRQ THREAD
        #              | |         |   |||||      |           |             |    |            |      |      |      |      |      |

        """

    private static let osnoiseRealTime: StaticString = """
        #                                _-------=> irqs-off
        #                               / _------=> need-resched
        #                              | / _-----=> need-resched-lazy
        #                              || / _----=> hardirq/softirq
        #                              ||| / _---=> preempt-depth
        #                              |||| / _--=> preempt-lazy-depth
        #                              ||||| / _-=> migrate-disable
        #                              |||||| /                                               MAX
        #                              ||||| /                                             SINGLE      Interference counters:
        #                              |||||||               RUNTIME      NOISE  %% OF CPU  NOISE    +-----------------------------+
        #           TASK-PID      CPU# |||||||   TIMESTAMP    IN US       IN US  AVAILABLE  IN US     HW    NMI    IRQ   SIRQ THREAD
        #              | |         |   |||||||      |           |             |    |            |      |      |      |      |      |

        """

    private static let timerlat: StaticString = """
        #                                _-----=> irqs-off
        #                               / _----=> need-resched
        #                              | / _---=> hardirq/softirq
        #                              || / _--=> preempt-depth
        #                              ||| / _-=> migrate-disable
        #                              |||| /     delay
        #                              |||||            ACTIVATION
        #           TASK-PID      CPU# |||||   TIMESTAMP   ID            CONTEXT                 LATENCY
        #              | |         |   |||||      |         |                  |                       |

        """

    private static let timerlatRealTime: StaticString = """
        #                                _-------=> irqs-off
        #                               / _------=> need-resched
        #                              | / _-----=> need-resched-lazy
        #                              || / _----=> hardirq/softirq
        #                              ||| / _---=> preempt-depth
        #                              |||| / _--=> preempt-lazy-depth
        #                              ||||| / _-=> migrate-disable
        #                              |||||| /
        #                              |||||||             ACTIVATION
        #           TASK-PID      CPU# |||||||   TIMESTAMP    ID            CONTEXT                LATENCY
        #              | |         |   |||||||      |         |                  |                       |

        """
}

extension Decoder {
    /// CONFIG_PREEMPT_RT: only there spinlocks are functions of this name.
    fileprivate var isRealTime: Bool {
        metadata.release.contains("-rt") || context.symbols.address(of: "rt_spin_lock") != nil
    }
}
