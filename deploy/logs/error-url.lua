-- The Lua filter of fluent-bit.conf. The table is a CSV file with the columns service, code and url,
-- among others, as `error-index export --csv` writes it; url is relative to the site's root.

local BASE = os.getenv("ERROR_INDEX_URL") or "https://docs.example.com/errors"
local TABLE = os.getenv("ERROR_INDEX_CSV") or "/etc/fluent-bit/error-codes.csv"

-- The fields of all rows (RFC 4180: quoted fields may hold commas, quotes and line ends).
local function rows(text)
  local found, row, at = {}, {}, 1
  while at <= #text do
    local value
    if text:sub(at, at) == '"' then
      local parts = {}
      at = at + 1
      while true do
        local close = text:find('"', at, true) or #text + 1
        parts[#parts + 1] = text:sub(at, close - 1)
        at = close + 1
        if text:sub(at, at) ~= '"' then break end
        parts[#parts + 1] = '"'
        at = at + 1
      end
      value = table.concat(parts)
    else
      local stop = text:find("[,\r\n]", at) or #text + 1
      value = text:sub(at, stop - 1)
      at = stop
    end
    row[#row + 1] = value
    local sign = text:sub(at, at)
    if sign == "," then
      at = at + 1
    else
      found[#found + 1] = row
      row = {}
      at = at + (text:sub(at, at + 1) == "\r\n" and 2 or 1)
    end
  end
  return found
end

local function load_urls()
  local urls, file = {}, io.open(TABLE, "r")
  if not file then
    io.stderr:write("error-url.lua: there is no " .. TABLE .. ": records get no addresses\n")
    return urls
  end
  local all = rows((file:read("*a"):gsub("^\239\187\191", "")))
  file:close()
  local column = {}
  for at, name in ipairs(all[1] or {}) do column[name] = at end
  if not (column.service and column.code and column.url) then
    io.stderr:write("error-url.lua: " .. TABLE .. " has no columns service, code and url\n")
    return urls
  end
  for at = 2, #all do
    local row = all[at]
    if row[column.url] then
      urls[row[column.service] .. "/" .. row[column.code]] = row[column.url]
    end
  end
  return urls
end

local urls = load_urls()

-- What Fluent Bit calls: 2 says that the record changed and the time did not, 0 that nothing did.
function add_error_url(_tag, timestamp, record)
  local service, code = record["error_service"], record["error_code"]
  if service == nil or code == nil or record["error_url"] ~= nil then return 0, timestamp, record end
  if type(code) == "number" then code = string.format("%.0f", code) end
  local url = urls[tostring(service) .. "/" .. tostring(code)]
  if not url then return 0, timestamp, record end
  record["error_url"] = BASE:gsub("/+$", "") .. "/" .. url
  return 2, timestamp, record
end
