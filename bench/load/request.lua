-- wrk calls this once per thread. The first argument after the address is a file with one JSON body per line; with
-- `header=<bytes>` behind it, the file is one binary body whose JSON part has that many bytes. With `think=<ms>` each connection
-- waits before each request, exponentially distributed with that mean.
function init(args)
  wrk.method = "POST"
  local options = {}
  for index = 2, #args do
    local name, value = args[index]:match("^(%a+)=(%d+)$")
    options[name] = tonumber(value)
  end
  if options.think then
    math.randomseed(42)
    delay = function()
      return math.floor(-math.log(1 - math.random()) * options.think + 0.5)
    end
  end
  if options.header then
    local file = io.open(args[1], "rb")
    wrk.headers["Content-Type"] = "application/octet-stream"
    wrk.headers["Inference-Header-Content-Length"] = tostring(options.header)
    wrk.body = file:read("*a")
    file:close()
    return
  end
  wrk.headers["Content-Type"] = "application/json"
  local requests = {}
  for line in io.lines(args[1]) do
    wrk.body = line
    requests[#requests + 1] = wrk.format()
  end
  if #requests > 1 then
    local next = 0
    request = function()
      next = next % #requests + 1
      return requests[next]
    end
  end
end

-- Times in microseconds.
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"duration":%d,"p50":%d,"p99":%d,"p999":%d,"max":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max,
    failed.connect, failed.read, failed.write, failed.status, failed.timeout
  ))
end
