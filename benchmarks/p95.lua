-- Of twenty answers the slowest, in microseconds; wrk itself prints other shares.
done = function(summary, latency, requests)
  io.write(string.format("p95 %d\n", latency:percentile(95)))
end
