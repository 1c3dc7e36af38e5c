export const help = `atol-gateway: много касс АТОЛ за одной надёжной очередью

  atol-gateway dev                    попробовать: эмулированные кассы, всё в одной команде
      --registers 5                   сколько касс
      --rate 2                        сколько чеков в секунду покупают; 0 — никто
      --latency 900                   сколько миллисекунд касса оформляет чек
      --db FILE                       хранить в файле или в postgres://…; без него всё забывается
      --for 60                        остановиться через столько секунд
      --port 8080                     порт API; 0 — любой свободный; без него 8080 или свободный
      --https                         со своим сертификатом
      --web-requests 16732            также Web Requests для кассовых программ на этом порту
      --json                          раз в секунду строка JSON вместо таблицы
  atol-gateway serve --config FILE    работать с настоящими кассами; FILE — YAML или JSON
  atol-gateway user add LOGIN --config FILE   человек для кабинета: печатает его пароль; шлюз на SQLite остановите
      --name NAME --role administrator|operator|viewer --groups GROUP,GROUP
  atol-gateway password               новый пароль для API и его хеш для файла настроек
  atol-gateway schema                 схема файла настроек (JSON Schema)
  atol-gateway plan --peak 50         сколько касс нужно и почему
      --peak N                        чеков в секунду в самый занятый час
      --per-day N                     чеков в день
      --burst N --burst-seconds S     всплеск: чеков в секунду, сколько секунд
      --service 1 --wait 300 --late 1e-6 --use 0.95
      --reserve 0.1 --availability 0.98 --target 0.999
      --fn-life 180 --fn-term 470 --fn-capacity 250000 --swap-days 2 --per-box 48
      --rent R --fn-price F --ofd-price O   цены: касса в месяц, ФН с заменой, ОФД в год
      --json
  atol-gateway version`;
