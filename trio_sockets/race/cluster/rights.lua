-- Which rights the caller lacks. It needs none but that of running a script.
--
-- ARGV: JSON arrays of rules of an ACL, a command that they allow, and the command's words.
-- It returns 1, or an error that names the rules which are missing.

local may = redis.acl_check_cmd
if not may then return 1 end -- before version 7: the first command that is refused says so

local missing, seen = {}, {}
for _, kept in ipairs(ARGV) do
  local words = cjson.decode(kept)
  local rules = table.remove(words, 1)
  if not may(unpack(words)) then
    for rule in rules:gmatch('%S+') do
      if not seen[rule] then missing[#missing + 1] = rule end
      seen[rule] = true
    end
  end
end
if #missing == 0 then return 1 end
return redis.error_reply('NOPERM missing ' .. table.concat(missing, ' '))
